package sluice.compat;

import com.google.gson.JsonObject;

/** Streaming transforms. The library has no methods for them; its signing client reaches them. */
final class TransformChecks {
    private TransformChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("transform create, get, list, exists, update, delete", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                String to = TestServer.unique("to");
                String path = repo.path() + "/transforms/select_texts";
                server.post(path + "/to/" + to, sql("select text from stream"));

                JsonObject got = server.get(path).getAsJsonObject();
                Expect.equal("name", "select_texts", got.get("name").getAsString());
                Expect.equal("to", to, got.get("to").getAsString());
                Expect.equal("interval", "5s", got.getAsJsonObject("spec").get("interval").getAsString());
                JsonObject listed = server.get(repo.path() + "/transforms").getAsJsonObject();
                Expect.equal("transforms", 1, listed.getAsJsonArray("transforms").size());
                Expect.equal("exist", true, exists(server, path));
                Expect.equal("the destination exists", true, server.pipeline.repoExists(to));

                server.put(path, sql("select text, count from stream"));
                JsonObject spec = server.get(path).getAsJsonObject().getAsJsonObject("spec");
                Expect.equal("code", "select text, count from stream", spec.get("code").getAsString());
                JsonObject destination = server.get("/v2/repos/" + to).getAsJsonObject();
                Expect.equal("fields of the destination", 2, destination.getAsJsonArray("schema").size());
                Expect.equal("derivedFrom", "select_texts", destination.get("derivedFrom").getAsString());

                server.delete(path);
                Expect.equal("exist", false, exists(server, path));
                Expect.equal("the destination went with it", false, server.pipeline.repoExists(to));
            }
        });

        checks.check("transform errors", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                String to = TestServer.unique("to");
                String transforms = repo.path() + "/transforms/";
                Expect.refused(404, "E18202", () -> server.get(transforms + "absent"));
                Expect.refused(409, "E18204", () -> server.post(transforms + "t/to/" + repo.name, sql("select 1")));
                Expect.refused(400, "E18209", () -> server.post(transforms + "t/to/" + to, sql("selec text")));
                String fast = "{\"mode\":\"sql\",\"code\":\"select text from stream\",\"interval\":\"1s\"}";
                Expect.refused(400, "E18208", () -> server.post(transforms + "t/to/" + to, fast));

                server.post(transforms + "t/to/" + to, sql("select text from stream"));
                String again = sql("select text from stream");
                Expect.refused(409, "E18201", () -> server.post(transforms + "t/to/" + to, again));
                Expect.refused(409, "E18205", () -> server.post(transforms + "u/to/" + to, again));
                Expect.refused(400, "E18223", () -> server.sender(to).send("text=a".getBytes()));
                Expect.refused(400, "E18206", () -> server.pipeline.deleteRepo(to));
                Expect.refused(400, "E18112", () -> server.pipeline.deleteRepo(repo.name));
                server.delete(transforms + "t");
            }
        });

        checks.check("transform verify", () -> {
            String schema = "[{\"key\":\"a\",\"valtype\":\"long\"}]";
            String body = "{\"schema\":" + schema + ",\"spec\":" + sql("select a + 1 as b from stream") + "}";
            JsonObject answer = server.post("/v2/verify/transforms", body).getAsJsonObject();
            JsonObject field = answer.getAsJsonArray("schema").get(0).getAsJsonObject();
            Expect.equal("key", "b", field.get("key").getAsString());
            Expect.equal("valtype", "long", field.get("valtype").getAsString());
        });
    }

    private static boolean exists(TestServer server, String path) throws Exception {
        return server.get(path + "/exists").getAsJsonObject().get("exist").getAsBoolean();
    }

    private static String sql(String code) {
        return "{\"mode\":\"sql\",\"code\":\"" + code + "\",\"interval\":\"5s\","
            + "\"container\":{\"type\":\"M16C4\",\"count\":1}}";
    }
}
