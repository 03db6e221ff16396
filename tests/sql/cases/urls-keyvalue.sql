-- keyvalue and parse_url (spec: sql.md §4.2, §4.3).

-- schema: id long, src string, url string
-- input
{"id":1,"src":"a:1;b:2","url":"http://example.com:8080/a/b.html?x=1&y=%E4%B8%AD#top"}
{"id":2,"src":"","url":"not a url"}
{"id":3}

--- keyvalue

-- case keyvalue with a number as key (documented)
select keyvalue('0:1;1:2', 1) as v
-- types v string
-- rows
{"v":"2"}

-- case keyvalue gives the first match (documented)
select keyvalue('a:1;b:2;a:3','a') as v
-- types v string
-- rows
{"v":"1"}

-- case keyvalue of an absent key is NULL (documented)
select keyvalue('a:1;b:2','c') as v
-- types v string
-- rows
{"v":null}

-- case keyvalue with separators (documented)
select keyvalue('k1=v1,k2=v2', ',', '=', 'k2') as v
-- types v string
-- rows
{"v":"v2"}

-- case keyvalue of the documented text (documented)
select
  keyvalue(';decreaseStore:1;xcard:1;isB2C:1;tf:21910;cart:1;shipping:2;pf:0;market:shoes;instPayAmount:0;', ';', ':', 'tf') as v
-- types v string
-- rows
{"v":"21910"}

-- case keyvalue of NULL is NULL (documented)
select keyvalue(NULL,'a') as v1, keyvalue('a:1',NULL) as v2, keyvalue('a:1',NULL,':','a') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":null,"v2":null,"v3":null}

-- case keyvalue with a NULL second separator is NULL
select keyvalue('a:1',';',NULL,'a') as v
-- types v string
-- rows
{"v":null}

-- case keyvalue separators are literal text
select keyvalue('a.1|b.2', '|', '.', 'b') as v
-- types v string
-- rows
{"v":"2"}

-- case keyvalue separators may be longer than a character
select keyvalue('a=>1&&b=>2', '&&', '=>', 'b') as v
-- types v string
-- rows
{"v":"2"}

-- case keyvalue of an empty value is the empty text
select keyvalue('a:;b:2', 'a') as v
-- types v string
-- rows
{"v":""}

-- case keyvalue skips pieces without the second separator
select keyvalue('a;a:2', 'a') as v
-- types v string
-- rows
{"v":"2"}

-- case keyvalue of the empty text is NULL
select keyvalue('', 'a') as v
-- types v string
-- rows
{"v":null}

-- case keyvalue keeps spaces
select keyvalue('a: 1 ;b:2', 'a') as v
-- types v string
-- rows
{"v":" 1 "}

-- case keyvalue with Unicode
select keyvalue('名:七牛;地:上海', '地') as v
-- types v string
-- rows
{"v":"上海"}

-- case keyvalue over records
select id, keyvalue(src, 'b') as v from stream order by id
-- types id long, v string
-- rows
{"id":1,"v":"2"}
{"id":2}
{"id":3}

--- parse_url

-- case parse_url gives the parts (documented)
select
  parse_url(u, 'HOST') as v1,
  parse_url(u, 'PATH') as v2,
  parse_url(u, 'QUERY') as v3,
  parse_url(u, 'QUERY', 'name') as v4,
  parse_url(u, 'REF') as v5,
  parse_url(u, 'PROTOCOL') as v6,
  parse_url(u, 'AUTHORITY') as v7,
  parse_url(u, 'FILE') as v8,
  parse_url(u, 'USERINFO') as v9
from (select 'file://username:password@example.com:8042/over/there/index.dtb?type=animal&name=narwhal#nose' as u) t
-- types v1 string, v2 string, v3 string, v4 string, v5 string, v6 string, v7 string, v8 string, v9 string
-- rows
{"v1":"example.com","v2":"/over/there/index.dtb","v3":"type=animal&name=narwhal","v4":"narwhal","v5":"nose","v6":"file","v7":"username:password@example.com:8042","v8":"/over/there/index.dtb?type=animal&name=narwhal","v9":"username:password"}

-- case parse_url of missing pieces (documented)
select
  parse_url('http://spark.apache.org/path?query=1','REF') as v1,
  parse_url('http://spark.apache.org/path?query=1','QUERY','query') as v2
-- types v1 string, v2 string
-- rows
{"v1":null,"v2":"1"}

-- case parse_url of NULL is NULL (documented)
select
  parse_url(NULL,'HOST') as v1,
  parse_url('http://a/',NULL) as v2,
  parse_url('http://a/?k=1','QUERY',NULL) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":null,"v2":null,"v3":null}

-- case parse_url takes its part in any case (documented)
select parse_url('http://a.b/c', 'host') as v, parse_url('http://a.b/c', 'Path') as w
-- types v string, w string
-- rows
{"v":"a.b","w":"/c"}
-- spark rows
{}
-- why the documentation says that case does not matter, Spark wants upper case

-- case parse_url of an unknown part is NULL
select parse_url('http://a.b/c', 'NOSUCH') as v
-- types v string
-- rows
{"v":null}

-- case parse_url of an absent key is NULL
select
  parse_url('http://a.b/c?x=1', 'QUERY', 'y') as v1,
  parse_url('http://a.b/c', 'QUERY', 'y') as v2
-- types v1 string, v2 string
-- rows
{}

-- case parse_url ignores a key with another part (documented)
select parse_url('http://a.b/c?x=1', 'HOST', 'x') as v
-- types v string
-- rows
{"v":"a.b"}
-- spark rows
{}
-- why the documentation says that the key is ignored, Spark gives NULL

-- case parse_url decodes nothing
select
  parse_url('http://a.b/%E4%B8%AD?x=%20y', 'PATH') as v1,
  parse_url('http://a.b/%E4%B8%AD?x=%20y', 'QUERY', 'x') as v2
-- types v1 string, v2 string
-- rows
{"v1":"/%E4%B8%AD","v2":"%20y"}

-- case parse_url of keys that resemble each other
select
  parse_url('http://a/?ab=1&b=2', 'QUERY', 'b') as v1,
  parse_url('http://a/?b=1&b=2', 'QUERY', 'b') as v2,
  parse_url('http://a/?b=', 'QUERY', 'b') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"2","v2":"1","v3":""}

-- case parse_url without a path
select
  parse_url('http://a.b', 'PATH') as v1,
  parse_url('http://a.b?x=1', 'PATH') as v2,
  parse_url('http://a.b?x=1', 'FILE') as v3,
  parse_url('http://a.b/', 'FILE') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"","v2":"","v3":"?x=1","v4":"/"}

-- case parse_url of an empty query and fragment
select parse_url('http://a.b/c?', 'QUERY') as v1, parse_url('http://a.b/c#', 'REF') as v2
-- types v1 string, v2 string
-- rows
{"v1":"","v2":""}

-- case parse_url of user and port
select
  parse_url('ftp://me@h:21/x', 'USERINFO') as v1,
  parse_url('ftp://me@h:21/x', 'HOST') as v2,
  parse_url('ftp://me@h:21/x', 'AUTHORITY') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"me","v2":"h","v3":"me@h:21"}

-- case parse_url of what is no url
select
  parse_url('http://a b/c', 'HOST') as v1,
  parse_url('', 'HOST') as v2,
  parse_url('a/b?c=d', 'QUERY') as v3,
  parse_url('mailto:x@y.z', 'PROTOCOL') as v4,
  parse_url('mailto:x@y.z', 'HOST') as v5
-- types v1 string, v2 string, v3 string, v4 string, v5 string
-- rows
{"v3":"c=d","v4":"mailto"}

-- case parse_url of an IPv6 host
select
  parse_url('http://[::1]:80/x', 'HOST') as v1,
  parse_url('http://[::1]:80/x', 'AUTHORITY') as v2
-- types v1 string, v2 string
-- rows
{"v1":"[::1]","v2":"[::1]:80"}

-- case parse_url of a fragment with a question mark
select parse_url('http://a/b#c?d=e', 'REF') as v1, parse_url('http://a/b#c?d=e', 'QUERY') as v2
-- types v1 string, v2 string
-- rows
{"v1":"c?d=e"}

-- case parse_url over records
select id, parse_url(url, 'PATH') as v1, parse_url(url, 'QUERY', 'y') as v2, parse_url(url, 'REF') as v3 from stream order by id
-- types id long, v1 string, v2 string, v3 string
-- rows
{"id":1,"v1":"/a/b.html","v2":"%E4%B8%AD","v3":"top"}
{"id":2}
{"id":3}

-- case url_encode and url_decode
select url_encode('a b&中') as v1, url_decode('a+b%26%E4%B8%AD') as v2
-- types v1 string, v2 string
-- rows
{"v1":"a+b%26%E4%B8%AD","v2":"a b&中"}
