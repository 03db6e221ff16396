package sluice.compat;

import com.qiniu.pandora.http.Client;
import com.qiniu.pandora.pipeline.repo.CreateRepoInput;
import com.qiniu.pandora.pipeline.repo.RepoSchemaEntry;
import com.qiniu.pandora.util.StringMap;

/** Repos and pushes that are refused: the exception has the status and the error text begins with the code. */
final class ErrorChecks {
    private ErrorChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("error repo missing", () -> {
            String name = TestServer.unique("absent");
            Expect.refused(404, "E18102", () -> server.get("/v2/repos/" + name));
            Expect.refused(404, "E18102", () -> server.pipeline.deleteRepo(name));
            Expect.refused(404, "E18102", () -> server.sender(name).send("a=1".getBytes()));
            Expect.refused(404, "E18102", () -> server.get("/v2/repos/" + name + "/data?count=1"));
        });

        checks.check("error repo exists", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Expect.refused(409, "E18101", () -> server.pipeline.createRepo(repo.name, TestRepo.plain()));
            }
        });

        checks.check("error repo name, schema, type, region", () -> {
            String name = TestServer.unique("repo");
            Expect.refused(400, "E18103", () -> server.pipeline.createRepo("9bad", TestRepo.plain()));
            Expect.refused(400, "E18105", () -> server.pipeline.createRepo(name, schema()));
            Expect.refused(400, "E18106", () -> server.pipeline.createRepo(name, schema(field("9bad", "long"))));
            Expect.refused(400, "E18107", () -> server.pipeline.createRepo(name, schema(field("a", "object"))));
            Expect.refused(400, "E18104", () ->
                server.pipeline.createRepo(name, schema(field("a", "long"), field("a", "long"))));
            CreateRepoInput elsewhere = schema(field("a", "long"));
            elsewhere.region = "moon";
            Expect.refused(400, "E18212", () -> server.pipeline.createRepo(name, elsewhere));
            Expect.equal("nothing was created", false, server.pipeline.repoExists(name));
        });

        checks.check("error body empty or not JSON", () -> {
            String path = "/v2/repos/" + TestServer.unique("repo");
            Expect.refused(400, "E18006", () -> server.post(path, ""));
            Expect.refused(400, "E18007", () -> server.post(path, "{\"region\":"));
        });

        checks.check("error push of a bad value, an unknown field, nothing required", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Expect.refused(400, "E18110", () -> repo.sender.send("text=a\tcount=x".getBytes()));
                Expect.refused(404, "E18111", () -> repo.sender.send("text=a\tunknown=1".getBytes()));
                Expect.refused(400, "E18123", () -> repo.sender.send("count=1".getBytes()));
                Expect.equal("records stored", 0, repo.sample().size());
            }
        });

        checks.check("error push too large or badly packed", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Expect.refused(413, "E18005", () -> repo.sender.send(new byte[3 * 1024 * 1024]));
                StringMap headers = new StringMap().put("Content-Encoding", "gzip");
                String url = server.url + repo.path() + "/data";
                Expect.refused(400, "E18125", () ->
                    server.client.post(url, "text=not packed".getBytes(), headers, Client.TextMime));
            }
        });
    }

    private static CreateRepoInput schema(RepoSchemaEntry... fields) {
        return new CreateRepoInput("nb", fields, null, null);
    }

    private static RepoSchemaEntry field(String key, String type) {
        return new RepoSchemaEntry(key, type, false);
    }
}
