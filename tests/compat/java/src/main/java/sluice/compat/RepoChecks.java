package sluice.compat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.qiniu.pandora.pipeline.repo.CreateRepoInput;

/** Message queues: create, exists, get, list, update, delete. */
final class RepoChecks {
    private RepoChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("repo create, exists, delete", () -> {
            String name = TestServer.unique("repo");
            Expect.equal("exists before", false, server.pipeline.repoExists(name));
            server.pipeline.createRepo(name, TestRepo.plain());
            Expect.equal("exists after create", true, server.pipeline.repoExists(name));
            server.pipeline.deleteRepo(name);
            Expect.equal("exists after delete", false, server.pipeline.repoExists(name));
        });

        checks.check("repo get shows what was created", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                JsonObject answer = server.get(repo.path()).getAsJsonObject();
                Expect.equal("region", "nb", answer.get("region").getAsString());
                Expect.equal("derivedFrom", "", answer.get("derivedFrom").getAsString());
                Expect.equal("fields", 5, answer.getAsJsonArray("schema").size());
                JsonObject first = answer.getAsJsonArray("schema").get(0).getAsJsonObject();
                Expect.equal("key", "text", first.get("key").getAsString());
                Expect.equal("valtype", "string", first.get("valtype").getAsString());
                Expect.equal("required", true, first.get("required").getAsBoolean());
            }
        });

        checks.check("repo create with options and description", () -> {
            String name = TestServer.unique("repo");
            CreateRepoInput input = TestRepo.plain();
            input.description = "made by the compat program";
            input.options = new CreateRepoInput.RepoOptions();
            input.options.withIP = "client_ip";
            input.options.withTimestamp = "received_at";
            input.options.unescapeLine = true;
            server.pipeline.createRepo(name, input);
            JsonObject answer = server.get("/v2/repos/" + name).getAsJsonObject();
            server.pipeline.deleteRepo(name);
            Expect.equal("description", input.description, answer.get("description").getAsString());
            JsonObject options = answer.getAsJsonObject("options");
            Expect.equal("withIP", "client_ip", options.get("withIP").getAsString());
            Expect.equal("withTimestamp", "received_at", options.get("withTimestamp").getAsString());
            Expect.equal("unescapeLine", true, options.get("unescapeLine").getAsBoolean());
            Expect.equal("fields, with the two that options add", 7, answer.getAsJsonArray("schema").size());
        });

        checks.check("repo list has it", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                JsonObject found = null;
                for (JsonElement item : server.get("/v2/repos").getAsJsonObject().getAsJsonArray("repos")) {
                    if (item.getAsJsonObject().get("name").getAsString().equals(repo.name)) found = item.getAsJsonObject();
                }
                Expect.that("the list has " + repo.name, found != null);
                Expect.equal("region", "nb", found.get("region").getAsString());
            }
        });

        checks.check("repo update adds a field, usable at once", () -> {
            String before = "[{\"key\":\"a\",\"valtype\":\"long\"}]";
            try (TestRepo repo = TestRepo.create(server, before)) {
                String after = "[{\"key\":\"a\",\"valtype\":\"long\"},{\"key\":\"b\",\"valtype\":\"string\"}]";
                server.put(repo.path(), "{\"schema\":" + after + "}");
                repo.sender.send("a=1\tb=new\n".getBytes());
                Expect.equal("b", "new", repo.onlyRecord().get("b").getAsString());
            }
        });

        checks.check("repo exists endpoint", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                JsonObject there = server.get(repo.path() + "/exists").getAsJsonObject();
                Expect.equal("exist", true, there.get("exist").getAsBoolean());
            }
            JsonObject gone = server.get("/v2/repos/" + TestServer.unique("gone") + "/exists").getAsJsonObject();
            Expect.equal("exist", false, gone.get("exist").getAsBoolean());
        });
    }
}
