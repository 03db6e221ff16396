-- String functions (spec: sql.md §4).

-- schema: id long, name string, price float, at date, ok boolean, tags array(string)
-- input
{"id":1,"name":"Tech on the net","price":2.5,"at":"2017-01-02T07:00:00Z","ok":true,"tags":["x","y"]}
{"id":2,"name":"中国七牛","price":100.0,"at":"2017-01-02T07:00:00.120Z","ok":false,"tags":[]}
{"id":3}

--- concat

-- case concat joins its arguments (documented)
select concat('ab','c') as v
-- types v string
-- rows
{"v":"abc"}

-- case concat gives NULL when an argument is NULL (documented)
select concat('a',NULL,'b') as v
-- types v string
-- rows
{"v":null}

-- case concat of numbers and text (documented)
select concat(1,'a',2.5) as v
-- types v string
-- rows
{"v":"1a2.5"}

-- case concat without an argument gives NULL (documented)
select concat() as v
-- types v string
-- rows
{"v":null}
-- spark rows
{"v":""}
-- why the documentation says NULL, Spark gives the empty text

-- case concat of one argument
select concat('a') as v1, concat(NULL) as v2, concat('') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"a","v3":""}

-- case concat over records
select concat(id, ':', name, ':', price, ':', ok) as v from stream order by id
-- types v string
-- rows
{"v":"1:Tech on the net:2.5:true"}
{"v":"2:中国七牛:100.0:false"}
{}

-- case concat writes a timestamp in the session's zone
select concat('at ', at) as v from stream order by id
-- types v string
-- rows
{"v":"at 2017-01-02 15:00:00"}
{"v":"at 2017-01-02 15:00:00.12"}
{}

-- case concat of arrays joins them
select
  concat(array('a'), array('b', 'c'), tags) as v1,
  size(concat(array(1), array(2))) as v2
from stream where id = 1
-- types v1 array(string), v2 long
-- rows
{"v1":["a","b","c","x","y"],"v2":2}

-- case the two bars join text
select 'a' || 'b' || id as v, name || NULL as w from stream where id = 1
-- types v string, w string
-- rows
{"v":"ab1"}

-- case concat_ws skips NULLs
select
  concat_ws(',', 'a', NULL, 'b') as v1,
  concat_ws('-', 'x') as v2,
  concat_ws(',', NULL, NULL) as v3,
  concat_ws(NULL, 'a') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"a,b","v2":"x","v3":""}

-- case concat_ws takes arrays among its arguments
select concat_ws('/', 'a', array('b', NULL, 'c'), 'd') as v1, concat_ws(',', array()) as v2
-- types v1 string, v2 string
-- rows
{"v1":"a/b/c/d","v2":""}

-- case concat_ws writes numbers as text
select concat_ws(',', 1, 2.5, true) as v
-- types v string
-- rows
{"v":"1,2.5,true"}

-- case concat_ws over an array field
select id, concat_ws('+', tags) as v from stream order by id
-- types id long, v string
-- rows
{"id":1,"v":"x+y"}
{"id":2,"v":""}
{"id":3,"v":""}

--- instr, locate, position

-- case instr finds the first place (documented)
select instr('Tech on the net','e') as v
-- types v long
-- rows
{"v":2}

-- case instr from a place on, and the nth (documented)
select instr('Tech on the net','e',1,1) as v1, instr('Tech on the net','e',1,2) as v2, instr('Tech on the net','e',1,3) as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":2,"v2":11,"v3":14}
-- spark error instr
-- why the service had a function of its own with up to four arguments, Spark's has two

-- case instr from a place on (documented)
select instr('Tech on the net','e',3) as v
-- types v long
-- rows
{"v":11}
-- spark error instr
-- why the service had a function of its own with up to four arguments, Spark's has two

-- case instr from a place where nothing follows
select instr('abcabc','a',5) as v1, instr('abcabc','c',1,3) as v2, instr('abc','a',9) as v3, instr('aaa','aa',1,2) as v4
-- types v1 long, v2 long, v3 long, v4 long
-- rows
{"v1":0,"v2":0,"v3":0,"v4":2}
-- spark error instr
-- why the service had a function of its own with up to four arguments, Spark's has two

-- case instr of the empty text is the first place (documented)
select instr('abc','') as v
-- types v long
-- rows
{"v":1}

-- case instr of what is not there is 0 (documented)
select instr('abc','z') as v
-- types v long
-- rows
{"v":0}

-- case instr counts characters, not bytes (documented)
select instr('中国七牛','七') as v
-- types v long
-- rows
{"v":3}

-- case instr gives NULL for a NULL argument
select instr(NULL, 'a') as v1, instr('a', NULL) as v2
-- types v1 long, v2 long
-- rows
{}

-- case instr writes numbers as text
select instr(12345, 34) as v1, instr(2.5, '.') as v2
-- types v1 long, v2 long
-- rows
{"v1":3,"v2":2}

-- case instr over records
select id, instr(name, '七') as v, instr(name, 'e') as w from stream order by id
-- types id long, v long, w long
-- rows
{"id":1,"v":0,"w":2}
{"id":2,"v":3,"w":0}
{"id":3}

-- case locate has the text second and a start third
select
  locate('e', 'Tech on the net') as v1,
  locate('e', 'Tech on the net', 3) as v2,
  locate('z', 'abc') as v3,
  locate('', 'abc') as v4,
  locate('a', NULL) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{"v1":2,"v2":11,"v3":0,"v4":1}

-- case locate from place 0 finds nothing
select locate('a', 'abc', 0) as v
-- types v long
-- rows
{"v":0}

-- case position is locate
select position('c' in 'abc') as v1, position('c', 'abc') as v2
-- types v1 long, v2 long
-- rows
{"v1":3,"v2":3}

--- length

-- case length counts characters (documented)
select length('hi! 中国') as v
-- types v long
-- rows
{"v":6}

-- case length of the empty text and of NULL
select length('') as v1, length(NULL) as v2
-- types v1 long, v2 long
-- rows
{"v1":0}

-- case length of a number is that of its text
select length(12345) as v1, length(2.50) as v2, length(true) as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":5,"v2":4,"v3":4}

-- case length counts a character outside the BMP once
select length('😀') as v1, char_length('ab') as v2, character_length('中') as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":1,"v2":2,"v3":1}

-- case length counts spaces at the end
select length('a  ') as v
-- types v long
-- rows
{"v":3}

-- case length over records
select id, length(name) as v, length(price) as w from stream order by id
-- types id long, v long, w long
-- rows
{"id":1,"v":15,"w":3}
{"id":2,"v":4,"w":5}
{"id":3}

--- md5 and other digests

-- case md5 is lower-case hexadecimal (documented)
select md5('abc') as v
-- types v string
-- rows
{"v":"900150983cd24fb0d6963f7d28e17f72"}

-- case md5 of the empty text (documented)
select md5('') as v
-- types v string
-- rows
{"v":"d41d8cd98f00b204e9800998ecf8427e"}

-- case md5 of a number is that of its text (documented)
select md5('123') as v
-- types v string
-- rows
{"v":"202cb962ac59075b964b07152d234b70"}

-- case md5 takes a number (documented)
select md5(123) as v
-- types v string
-- rows
{"v":"202cb962ac59075b964b07152d234b70"}
-- spark error md5
-- why the documentation says that numbers become text, Spark wants text or bytes

-- case md5 of UTF-8 text (documented)
select md5('七牛') as v
-- types v string
-- rows
{"v":"8bb000819befc04f3b0dad93743c2bfa"}

-- case md5 of NULL is NULL
select md5(NULL) as v
-- types v string
-- rows
{}

-- case sha1 and sha are the same
select sha1('abc') as v1, sha('abc') as v2, sha1(NULL) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"a9993e364706816aba3e25717850c26c9cd0d89d","v2":"a9993e364706816aba3e25717850c26c9cd0d89d"}

-- case sha2 has the bits second
select sha2('abc', 256) as v1, sha2('abc', 0) as v2, sha2('七牛', 256) as v3, sha2(NULL, 256) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","v2":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","v3":"217453c1a7297a8d52f1614bbeb8ff1168345eeaea170d424a02e2537e05a650"}

-- case sha2 of other widths
select sha2('abc', 512) as v
-- error E18209 1:20 256
-- spark rows
{"v":"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"}
-- why our engine has no SHA-2 but that of 256 bits

-- case sha2 of an unknown width is NULL
select sha2('abc', 100) as v
-- types v string
-- rows
{}

-- case crc32 is a long
select crc32('abc') as v1, crc32('') as v2, crc32('Spark') as v3
-- types v1 long, v2 long, v3 long
-- rows
{"v1":891568578,"v2":0,"v3":1557323817}

-- case hash is stable
select hash('abc') as v1, hash(1) as v2, hash('a', 1) as v3
-- error E18209 hash
-- spark types v1 long, v2 long, v3 long
-- spark rows
{"v1":1322437556,"v2":-559580957,"v3":532252686}
-- why hashes that only Spark has are not there: md5, sha1, sha2 and crc32 are

--- substr

-- case substr from a place to the end (documented)
select substr('abc',2) as v
-- types v string
-- rows
{"v":"bc"}

-- case substr of a length (documented)
select substr('abc',2,1) as v
-- types v string
-- rows
{"v":"b"}

-- case substr from the end (documented)
select substr('abc',-2) as v1, substr('abc',-1,1) as v2
-- types v1 string, v2 string
-- rows
{"v1":"bc","v2":"c"}

-- case substr from place 0 is from place 1 (documented)
select substr('abc',0,2) as v
-- types v string
-- rows
{"v":"ab"}

-- case substr from before the beginning (documented)
select substr('abc',-5,3) as v
-- types v string
-- rows
{"v":"a"}

-- case substr from behind the end is empty (documented)
select substr('abc',4) as v
-- types v string
-- rows
{"v":""}

-- case substr of a negative length is empty
select substr('abc',2,-1) as v
-- types v string
-- rows
{"v":""}

-- case substr of length 0 is empty
select substr('abc',2,0) as v
-- types v string
-- rows
{"v":""}

-- case substr of NULL is NULL
select substr(NULL, 1) as v1, substr('abc', NULL) as v2, substr('abc', 1, NULL) as v3
-- types v1 string, v2 string, v3 string
-- rows
{}

-- case substr counts characters
select substr('中国七牛', 3) as v1, substr('中国七牛', -1, 1) as v2, substr('中国七牛', 2, 2) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"七牛","v2":"牛","v3":"国七"}

-- case substr of a number is that of its text
select substr(12345, 2, 3) as v1, substr(2.5, 1, 2) as v2
-- types v1 string, v2 string
-- rows
{"v1":"234","v2":"2."}

-- case substr places may be text or floats
select substr('abcdef', '2') as v1, substr('abcdef', 2.9, 1.9) as v2
-- types v1 string, v2 string
-- rows
{"v1":"bcdef","v2":"b"}

-- case substring is substr
select
  substring('abcdef', 3) as v1,
  substring('abcdef', -3, 2) as v2,
  substring('abcdef' from 2 for 3) as v3,
  substring('abcdef' from 5) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"cdef","v2":"de","v3":"bcd","v4":"ef"}

-- case substr far behind and far before
select
  substr('abc', 100) as v1,
  substr('abc', -100) as v2,
  substr('abc', -100, 99) as v3,
  substr('abc', 1, 2147483647) as v4,
  substr('abc', -2, 2147483647) as v5
-- types v1 string, v2 string, v3 string, v4 string, v5 string
-- rows
{"v1":"","v2":"abc","v3":"ab","v4":"abc","v5":"bc"}

-- case substr places come from fields
select id, substr(name, id, id) as v from stream order by id
-- types id long, v string
-- rows
{"id":1,"v":"T"}
{"id":2,"v":"国七"}
{"id":3}

-- case left and right
select
  left('abcdef', 2) as v1,
  right('abcdef', 2) as v2,
  left('abc', 0) as v3,
  right('abc', -1) as v4,
  left('abc', 9) as v5,
  right('abc', 9) as v6
-- types v1 string, v2 string, v3 string, v4 string, v5 string, v6 string
-- rows
{"v1":"ab","v2":"ef","v3":"","v4":"","v5":"abc","v6":"abc"}

-- case substring_index
select
  substring_index('www.apache.org', '.', 2) as v1,
  substring_index('www.apache.org', '.', -2) as v2,
  substring_index('www.apache.org', '.', 0) as v3,
  substring_index('www.apache.org', 'x', 1) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"www.apache","v2":"apache.org","v3":"","v4":"www.apache.org"}

-- case substring_index with more parts than there are
select
  substring_index('a.b', '.', 9) as v1,
  substring_index('a.b', '.', -9) as v2,
  substring_index('a||b||c', '||', -1) as v3,
  substring_index('', '.', 1) as v4,
  substring_index(NULL, '.', 1) as v5
-- types v1 string, v2 string, v3 string, v4 string, v5 string
-- rows
{"v1":"a.b","v2":"a.b","v3":"c","v4":""}

--- lower, upper, initcap, trim

-- case lower (documented)
select lower('aBcd') as v1, lower('哈哈Cd') as v2
-- types v1 string, v2 string
-- rows
{"v1":"abcd","v2":"哈哈cd"}

-- case upper (documented)
select upper('aBcd') as v1, upper('哈哈Cd') as v2
-- types v1 string, v2 string
-- rows
{"v1":"ABCD","v2":"哈哈CD"}

-- case trim takes spaces on both sides (documented)
select trim('  a ') as v
-- types v string
-- rows
{"v":"a"}

-- case lower and upper of NULL, of numbers and of accents
select
  lower(NULL) as v1,
  upper(1.5) as v2,
  upper('äöüéñ') as v3,
  lower('ÄÖÜÉÑ') as v4,
  lcase('AB') as v5,
  ucase('ab') as v6
-- types v1 string, v2 string, v3 string, v4 string, v5 string, v6 string
-- rows
{"v2":"1.5","v3":"ÄÖÜÉÑ","v4":"äöüéñ","v5":"ab","v6":"AB"}

-- case upper writes the sharp s as SS
select upper('straße') as v
-- types v string
-- rows
{"v":"STRASSE"}

-- case initcap
select
  initcap('hello wORLD foo') as v1,
  initcap('a-b c_d') as v2,
  initcap('') as v3,
  initcap(NULL) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"Hello World Foo","v2":"A-b C_d","v3":""}

-- case trim leaves tabs and line feeds
select trim('\t a\n ') as v1, length(trim('\ta\t')) as v2
-- types v1 string, v2 long
-- rows
{"v1":"\t a\n","v2":3}

-- case ltrim and rtrim
select
  concat('[', ltrim('  a '), ']') as v1,
  concat('[', rtrim('  a '), ']') as v2,
  ltrim(NULL) as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"[a ]","v2":"[  a]"}

-- case trim of given characters
select
  trim(BOTH 'x' FROM 'xxaxx') as v1,
  trim(LEADING 'x' FROM 'xxaxx') as v2,
  trim(TRAILING 'x' FROM 'xxaxx') as v3,
  trim(BOTH FROM ' a ') as v4,
  trim('xy' FROM 'yxaxy') as v5
-- types v1 string, v2 string, v3 string, v4 string, v5 string
-- rows
{"v1":"a","v2":"axx","v3":"xxa","v4":"a","v5":"a"}

--- lpad, rpad, repeat, reverse, translate, replace

-- case lpad and rpad fill
select
  lpad('hi', 5, '?!') as v1,
  rpad('hi', 5, '?!') as v2,
  lpad('7', 3, '0') as v3,
  lpad(7, 3, '0') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"?!?hi","v2":"hi?!?","v3":"007","v4":"007"}

-- case lpad and rpad cut
select lpad('hello', 3, '*') as v1, rpad('hello', 3, '*') as v2, lpad('hi', 0, '*') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"hel","v2":"hel","v3":""}

-- case lpad and rpad without a filling use spaces
select concat('[', lpad('hi', 4), ']') as v1, concat('[', rpad('hi', 4), ']') as v2
-- types v1 string, v2 string
-- rows
{"v1":"[  hi]","v2":"[hi  ]"}

-- case lpad and rpad with an empty filling
select lpad('hi', 5, '') as v1, rpad('hi', 5, '') as v2
-- types v1 string, v2 string
-- rows
{"v1":"hi","v2":"hi"}

-- case lpad of NULL and of a negative length
select lpad(NULL, 3, '0') as v1, lpad('a', NULL, '0') as v2, lpad('a', -1, '0') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v3":""}

-- case lpad counts characters
select lpad('中', 3, '国') as v1, rpad('中国', 1, 'x') as v2
-- types v1 string, v2 string
-- rows
{"v1":"国国中","v2":"中"}

-- case repeat
select repeat('ab', 3) as v1, repeat('ab', 0) as v2, repeat('ab', -1) as v3, repeat(NULL, 2) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"ababab","v2":"","v3":""}

-- case reverse
select reverse('abc') as v1, reverse('中国七牛') as v2, reverse(NULL) as v3, reverse(123) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"cba","v2":"牛七国中","v4":"321"}

-- case reverse of an array
select reverse(array(1, 2, 3)) as v
-- types v array(long)
-- rows
{"v":[3,2,1]}

-- case translate maps characters
select
  translate('AaBbCc', 'abc', '123') as v1,
  translate('AaBbCc', 'abc', '1') as v2,
  translate('中a', '中', 'x') as v3,
  translate(NULL, 'a', 'b') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"A1B2C3","v2":"A1BC","v3":"xa"}

-- case replace takes literal text
select
  replace('a.b.c', '.', '-') as v1,
  replace('ABCabc', 'abc', 'DEF') as v2,
  replace('aXbX', 'X') as v3,
  replace('abc', '', '-') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"a-b-c","v2":"ABCDEF","v3":"ab","v4":"abc"}

-- case overlay replaces a part
select overlay('Spark SQL' placing '_' from 6) as v1, overlay('Spark SQL', 'CORE', 7) as v2
-- types v1 string, v2 string
-- rows
{"v1":"Spark_SQL","v2":"Spark CORE"}

-- case space
select concat('[', space(3), ']') as v1, concat('[', space(0), ']') as v2
-- types v1 string, v2 string
-- rows
{"v1":"[   ]","v2":"[]"}

--- characters and encodings

-- case ascii is the code of the first character
select ascii('abc') as v1, ascii('') as v2, ascii('中') as v3, ascii(2) as v4, ascii(NULL) as v5
-- types v1 long, v2 long, v3 long, v4 long, v5 long
-- rows
{"v1":97,"v2":0,"v3":20013,"v4":50}

-- case chr is the character of a code
select
  chr(65) as v1,
  char(97) as v2,
  chr(0 + 321) as v3,
  concat('[', chr(-1), ']') as v4,
  length(chr(0)) as v5
-- types v1 string, v2 string, v3 string, v4 string, v5 long
-- rows
{"v1":"A","v2":"a","v3":"A","v4":"[]","v5":1}

-- case base64 and back
select
  base64('abc') as v1,
  base64('中') as v2,
  cast(unbase64('YWJj') as string) as v3,
  base64('') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"YWJj","v2":"5Lit","v3":"abc","v4":""}

-- case hex of text and of numbers
select hex('abc') as v1, hex(255) as v2, hex(-1) as v3, hex('中') as v4, hex(NULL) as v5
-- types v1 string, v2 string, v3 string, v4 string, v5 string
-- rows
{"v1":"616263","v2":"FF","v3":"FFFFFFFFFFFFFFFF","v4":"E4B8AD"}

-- case unhex and back
select
  cast(unhex('616263') as string) as v1,
  cast(unhex('E4B8AD') as string) as v2,
  unhex('zz') is null as v3
-- types v1 string, v2 string, v3 boolean
-- rows
{"v1":"abc","v2":"中","v3":true}

-- case bin
select bin(13) as v1, bin(-1) as v2, bin(0) as v3, bin('13') as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"1101","v2":"1111111111111111111111111111111111111111111111111111111111111111","v3":"0","v4":"1101"}

-- case encode and decode
select decode(encode('abc', 'utf-8'), 'utf-8') as v1, hex(encode('中', 'UTF-8')) as v2, decode(unhex('E4B8AD'), 'utf-8') as v3
-- types v1 string, v2 string, v3 string
-- rows
{"v1":"abc","v2":"E4B8AD","v3":"中"}

-- case encode in a character set that is not UTF-8
select hex(encode('中', 'GBK')) as v
-- error E18209 GBK
-- spark rows
{"v":"D6D0"}
-- why our engine has no other character sets

-- case soundex and levenshtein
select
  soundex('Miller') as v1,
  levenshtein('kitten', 'sitting') as v2,
  levenshtein('', 'abc') as v3,
  levenshtein('中国', '中') as v4
-- types v1 string, v2 long, v3 long, v4 long
-- rows
{"v1":"M460","v2":3,"v3":3,"v4":1}

-- case format_string
select format_string('%s-%05d-%.2f', 'a', 42, 3.14159D) as v1, format_string('100%%') as v2
-- types v1 string, v2 string
-- rows
{"v1":"a-00042-3.14","v2":"100%"}

-- case format_number
select
  format_number(12332.123456, 4) as v1,
  format_number(1234567, 0) as v2,
  format_number(0.5, 2) as v3,
  format_number(-1234.5, 1) as v4
-- types v1 string, v2 string, v3 string, v4 string
-- rows
{"v1":"12,332.1235","v2":"1,234,567","v3":"0.50","v4":"-1,234.5"}

-- case elt and field
select
  elt(1, 'scala', 'java') as v1,
  elt(2, 'scala', 'java') as v2,
  elt(3, 'scala', 'java') as v3,
  find_in_set('ab', 'abc,b,ab,c,def') as v4,
  find_in_set('x', 'a,b') as v5,
  find_in_set('a,b', 'a,b') as v6
-- types v1 string, v2 string, v3 string, v4 long, v5 long, v6 long
-- rows
{"v1":"scala","v2":"java","v4":3,"v5":0,"v6":0}

-- case startswith, endswith, contains
select
  startswith('Spark SQL', 'Spark') as v1,
  endswith('Spark SQL', 'SQL') as v2,
  contains('Spark SQL', 'k S') as v3,
  contains('a', NULL) as v4
-- types v1 boolean, v2 boolean, v3 boolean, v4 boolean
-- rows
{"v1":true,"v2":true,"v3":true}

--- split

-- case split makes an array
select
  split('a&b&c', '&') as v1,
  split('a&b&c', '&')[0] as v2,
  split('a&b&c', '&')[2] as v3,
  split('a&b&c', '&')[3] as v4,
  split('a&b', '&')[-1] as v5
-- types v1 array(string), v2 string, v3 string, v4 string, v5 string
-- rows
{"v1":["a","b","c"],"v2":"a","v3":"c"}

-- case split takes a pattern
select
  split('oneAtwoBthreeC', '[ABC]') as v1,
  split('a1b22c', '\\d+') as v2,
  split('a.b.c', '.') as v3,
  split('a.b.c', '\\.') as v4,
  split('a|b', '|') as v5,
  split('a|b', '\\|') as v6
-- types v1 array(string), v2 array(string), v3 array(string), v4 array(string), v5 array(string), v6 array(string)
-- rows
{"v1":["one","two","three",""],"v2":["a","b","c"],"v3":["","","","","",""],"v4":["a","b","c"],"v5":["a","|","b",""],"v6":["a","b"]}

-- case split with a limit
select
  split('oneAtwoBthreeC', '[ABC]', 2) as v1,
  split('oneAtwoBthreeC', '[ABC]', -1) as v2,
  split('a,b,c', ',', 1) as v3
-- types v1 array(string), v2 array(string), v3 array(string)
-- rows
{"v1":["one","twoBthreeC"],"v2":["one","two","three",""],"v3":["a,b,c"]}

-- case split keeps empty pieces
select split('a,,b,', ',') as v1, size(split('', ',')) as v2, split(',', ',') as v3
-- types v1 array(string), v2 long, v3 array(string)
-- rows
{"v1":["a","","b",""],"v2":1,"v3":["",""]}

-- case split of NULL is NULL
select split(NULL, ',') as v1, size(split(NULL, ',')) as v2
-- types v1 array(string), v2 long
-- rows
{"v2":-1}

-- case split into characters
select split('abc', '') as v
-- types v array(string)
-- rows
{"v":["a","b","c"]}

-- case split over records
select id, split(name, ' ')[1] as v, size(split(name, ' ')) as w from stream order by id
-- types id long, v string, w long
-- rows
{"id":1,"v":"on","w":4}
{"id":2,"w":1}
{"id":3,"w":-1}

-- case sentences of words
select size(sentences('Hi there! Good morning.')) as v
-- error E18209 sentences
-- spark types v long
-- spark rows
{"v":2}
-- why splitting natural language is not there

-- case the nth occurrence is searched in each row's own text
select t, instr(t, p, 1, 3) as v from values ('ab', 'b'), ('aaa', 'a'), ('bxbxb', 'b'), ('cbcc', 'c') as t(t, p) order by t
-- rows
{"t":"aaa","v":3}
{"t":"ab","v":0}
{"t":"bxbxb","v":5}
{"t":"cbcc","v":4}
-- spark error
-- why the service had a function of its own with up to four arguments, Spark's has two

-- case separators of each row's own
select concat_ws(d, l) as v, substring_index('a,b;c,d', d, 2) as w
from values (1, ',', array('a', 'b', 'c')), (2, ';', array('x')), (3, '--', array('p', 'q')), (4, ',', array('m', null, 'n')), (5, '.', array('')) as t(i, d, l) order by i
-- rows
{"v":"a,b,c","w":"a,b;c"}
{"v":"x","w":"a,b;c,d"}
{"v":"p--q","w":"a,b;c,d"}
{"v":"m,n","w":"a,b;c"}
{"v":"","w":"a,b;c,d"}

-- case NULL among the arguments of padding, overlay and substring_index is NULL
select
  rpad('abc', n, '') as v1, lpad('abc', 5, s) as v2, lpad('abc', n, 'x') as v3, overlay('abcdef', 'xy', 2, n) as v4, overlay('abcdef', 'xy', n) as v5,
  substring_index('a.b', s, 0) as v6, substring_index('a.b', '', n) as v7, substring_index('a.b', '.', n) as v8, overlay('abcdef', s, 2, 1) as v9
from values (cast(null as int), cast(null as string)), (2, '.') as t(n, s)
-- rows
{}
{"v1":"ab","v2":"..abc","v3":"ab","v4":"axydef","v5":"axydef","v6":"","v7":"","v8":"a.b","v9":"a.cdef"}

-- case hex of dates and times is that of their text
select hex(date '2017-01-02') as v1, hex(timestamp '2017-01-02 03:04:05') as v2, hex(cast(null as date)) as v3, hex(true) as v4
-- rows
{"v1":"323031372D30312D3032","v2":"323031372D30312D30322030333A30343A3035","v4":"74727565"}
