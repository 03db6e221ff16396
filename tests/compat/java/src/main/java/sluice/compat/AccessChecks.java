package sluice.compat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.qiniu.pandora.http.Client;
import com.qiniu.pandora.http.Response;
import com.qiniu.pandora.util.Auth;
import com.qiniu.pandora.util.StringMap;

/** Who may do what: signed and token forms, and working on another account's resources. */
final class AccessChecks {
    private static final long hour = 3600;
    private static final Client plain = new Client();

    private AccessChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("access with a wrong secret key", () -> {
            TestServer stranger = new TestServer(server.url, Auth.create("unknown_key", "wrong"));
            Expect.refused(401, "bad token", () -> stranger.get("/v2/repos"));
            Expect.equal("so nothing exists for it", false, stranger.pipeline.repoExists("any"));
        });

        checks.check("access with a token pushes, again and again", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                String url = server.url + repo.path() + "/data";
                StringMap headers = token(server, url, Client.METHOD_POST, Client.TextMime, now() + hour);
                plain.post(url, "text=first".getBytes(), headers, Client.TextMime).close();
                plain.post(url, "text=second".getBytes(), headers, Client.TextMime).close();
                Expect.equal("records", 2, repo.sample().size());
            }
        });

        checks.check("access with a token reads a repo", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                String url = server.url + repo.path();
                Response answer = plain.get(url, token(server, url, Client.METHOD_GET, null, now() + hour));
                Expect.equal("status", 200, answer.statusCode);
            }
        });

        checks.check("access with a token that has run out, or is for something else", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                String url = server.url + repo.path() + "/data";
                StringMap late = token(server, url, Client.METHOD_POST, Client.TextMime, now() - hour);
                StringMap other = token(server, server.url + "/v2/repos", Client.METHOD_POST, Client.TextMime, now() + hour);
                StringMap reading = token(server, url, Client.METHOD_GET, Client.TextMime, now() + hour);
                for (StringMap headers : new StringMap[] {late, other, reading})
                    Expect.refused(401, "bad token", () -> plain.post(url, "text=a".getBytes(), headers, Client.TextMime));
                Expect.equal("records", 0, repo.sample().size());
            }
        });

        checks.check("access to another account's repo", () -> {
            JsonObject made = server.post("/v2/accounts/" + TestServer.unique("account"), "{}").getAsJsonObject();
            String accessKey = made.get("accessKey").getAsString();
            TestServer guest = new TestServer(server.url, Auth.create(accessKey, made.get("secretKey").getAsString()));
            String owner = ownerName(server);
            try (TestRepo repo = TestRepo.create(server)) {
                String url = server.url + repo.path() + "/data";
                Expect.refused(404, "E18102", () -> guest.sender(repo.name).send("text=a".getBytes()));
                Expect.refused(403, "E18665", () -> pushAs(guest, url, owner));
                Expect.refused(404, "E18664", () -> pushAs(guest, url, "nobody_at_all"));
                server.put(repo.path() + "/grants/" + made.get("name").getAsString(), "{\"perms\":[\"write\"]}");
                pushAs(guest, url, owner);
                Expect.equal("text", "as guest", repo.onlyRecord().get("text").getAsString());
            }
        });
    }

    private static void pushAs(TestServer guest, String url, String owner) throws Exception {
        StringMap headers = new StringMap().put("X-Resource-Owner", owner);
        guest.client.post(url, "text=as guest".getBytes(), headers, Client.TextMime).close();
    }

    /** The account that the program's own keys belong to. */
    private static String ownerName(TestServer server) throws Exception {
        String accessKey = System.getenv("SLUICE_TEST_ACCESS_KEY");
        for (var item : server.get("/v2/accounts").getAsJsonObject().getAsJsonArray("accounts")) {
            JsonObject account = item.getAsJsonObject();
            if (account.getAsJsonArray("accessKeys").contains(new JsonParser().parse('"' + accessKey + '"')))
                return account.get("name").getAsString();
        }
        throw new AssertionError("no account has the access key of this program");
    }

    private static StringMap token(TestServer server, String url, String method, String type, long expires)
        throws Exception {
        StringMap described = new StringMap();
        if (type != null) described.put(Auth.ContentType, type);
        String token = server.auth.makeToken(url, method, expires, described.map(), null);
        return new StringMap().put(Auth.HTTPHeaderAuthorization, token);
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
