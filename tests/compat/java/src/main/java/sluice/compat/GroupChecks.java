package sluice.compat;

import com.google.gson.JsonObject;
import com.qiniu.pandora.util.StringMap;

/** Shared resource pools. */
final class GroupChecks {
    private static final String pool = "{\"region\":\"nb\",\"container\":{\"type\":\"M16C4\",\"count\":1}}";

    private GroupChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("group create, get, list, update, start, stop, delete", () -> {
            String name = TestServer.unique("group");
            String path = "/v2/groups/" + name;
            server.post(path, pool);
            server.put(path, "{\"container\":{\"type\":\"1U2G\",\"count\":2}}");
            JsonObject got = server.get(path).getAsJsonObject();
            String list = server.get("/v2/groups").getAsJsonObject().getAsJsonArray("groups").toString();
            // No body and an empty Content-Type, as every action of the library goes out.
            server.client.post(server.url + path + "/actions/stop", null, new StringMap(), "").close();
            server.client.post(server.url + path + "/actions/start", null, new StringMap(), "").close();
            server.delete(path);
            Expect.equal("region", "nb", got.get("region").getAsString());
            Expect.equal("type", "1U2G", got.getAsJsonObject("container").get("type").getAsString());
            Expect.equal("count", 2, got.getAsJsonObject("container").get("count").getAsInt());
            Expect.that("it has times", got.has("createTime") && got.has("updateTime"));
            Expect.that("the list has it: " + list, list.contains(name));
        });

        checks.check("group errors", () -> {
            String name = TestServer.unique("group");
            String path = "/v2/groups/" + name;
            Expect.refused(404, "E18120", () -> server.get(path));
            Expect.refused(400, "E18221", () -> server.post("/v2/groups/9bad", pool));
            Expect.refused(400, "E18222", () -> server.post(path, pool.replace("nb", "moon")));
            Expect.refused(400, "E18213", () -> server.post(path, pool.replace("M16C4", "tiny")));
            server.post(path, pool);
            Expect.refused(409, "E18218", () -> server.post(path, pool));

            String repo = TestServer.unique("repo");
            server.post("/v2/repos/" + repo, "{\"region\":\"nb\",\"group\":\"" + name
                + "\",\"schema\":[{\"key\":\"a\",\"valtype\":\"long\"}]}");
            Expect.refused(409, "E18215", () -> server.delete(path));
            server.pipeline.deleteRepo(repo);
            server.delete(path);
        });
    }
}
