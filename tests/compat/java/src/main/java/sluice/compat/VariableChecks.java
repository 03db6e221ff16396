package sluice.compat;

import com.google.gson.JsonObject;

/** User and system variables. */
final class VariableChecks {
    private VariableChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("variable create, get, list, update, delete", () -> {
            String name = TestServer.unique("var");
            String path = "/v2/variables/" + name;
            server.post(path, "{\"type\":\"time\",\"value\":\"$(now)-5h\",\"format\":\"yyyy-MM-dd\"}");
            JsonObject made = server.get(path).getAsJsonObject();
            server.put(path, "{\"type\":\"string\",\"value\":\"constant\",\"format\":\"\"}");
            JsonObject changed = server.get(path).getAsJsonObject();
            String list = server.get("/v2/variables?type=user").getAsJsonObject().getAsJsonArray("variables").toString();
            server.delete(path);
            Expect.equal("name", name, made.get("name").getAsString());
            Expect.equal("value", "$(now)-5h", made.get("value").getAsString());
            Expect.equal("format", "yyyy-MM-dd", made.get("format").getAsString());
            Expect.equal("type after update", "string", changed.get("type").getAsString());
            Expect.that("the list has it: " + list, list.contains(name));
            Expect.refused(404, "E18654", () -> server.get(path));
        });

        checks.check("variable list of the system's", () -> {
            String list = server.get("/v2/variables?type=system").getAsJsonObject().getAsJsonArray("variables").toString();
            Expect.that("the list has now: " + list, list.contains("\"now\""));
        });

        checks.check("variable errors", () -> {
            String name = TestServer.unique("var");
            String text = "{\"type\":\"string\",\"value\":\"v\"}";
            Expect.refused(400, "E18017", () -> server.post("/v2/variables/9bad", text));
            Expect.refused(400, "E18016", () -> server.post("/v2/variables/" + name, "{\"type\":\"x\",\"value\":\"v\"}"));
            Expect.refused(400, "E18656", () -> server.post("/v2/variables/now", text));
            server.post("/v2/variables/" + name, text);
            Expect.refused(409, "E18655", () -> server.post("/v2/variables/" + name, text));
            server.delete("/v2/variables/" + name);
        });
    }
}
