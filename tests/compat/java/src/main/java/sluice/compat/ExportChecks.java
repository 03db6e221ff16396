package sluice.compat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.qiniu.pandora.pipeline.repo.CreateExportInput;
import com.qiniu.pandora.pipeline.repo.CreateExportInput.ExportHTTPSpec;
import com.qiniu.pandora.pipeline.repo.CreateExportInput.ExportLogDBSpec;
import com.qiniu.pandora.pipeline.repo.CreateExportInput.ExportTSDBSpec;
import com.qiniu.pandora.pipeline.repo.ExportWhence;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Streaming exports of each of the six types: the library's own spec classes, maps where it has none. */
final class ExportChecks {
    /** Nobody listens there: the export retries until it is deleted. */
    private static final String nowhere = "127.0.0.1:9";
    private static final Map<String, String> text = Collections.singletonMap("text", "#text");

    private ExportChecks() {
    }

    static void register(Checks checks, TestServer server) {
        roundTrip(checks, server, "http", new ExportHTTPSpec(nowhere, "/in"), Map.of("format", "text"));
        Map<String, Object> doc = new LinkedHashMap<>(text);
        doc.put("inner", Collections.singletonMap("count", "#count"));
        roundTrip(checks, server, "logdb", new ExportLogDBSpec("logs", doc, false, false),
            Map.of("omitInvalid", false, "omitEmpty", false));
        roundTrip(checks, server, "tsdb",
            new ExportTSDBSpec("series_db", "requests", text, Collections.singletonMap("count", "#count"), null),
            Map.of("omitInvalid", false, "omitEmpty", false));
        roundTrip(checks, server, "kodo", map("bucket", "a-bucket", "email", "", "accessKey", "", "fields", text),
            Map.of("keyPrefix", "", "format", "json", "compress", false, "retention", 0,
                "rotateStrategy", "interval", "rotateSize", 5242880, "rotateInterval", 600));
        roundTrip(checks, server, "report", map("dbName", "d", "tableName", "t", "columns", text), Map.of());
        roundTrip(checks, server, "mongo",
            map("host", nowhere, "dbName", "d", "collName", "c", "mode", "INSERT", "doc", text), Map.of());

        checks.check("export update keeps type and whence", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                create(server, repo, "e", "http", new ExportHTTPSpec(nowhere, "/in", "json"), ExportWhence.WhenceNewest);
                String path = repo.path() + "/exports/e";
                server.put(path, "{\"spec\":{\"host\":\"" + nowhere + "\",\"uri\":\"/other\"}}");
                JsonObject got = server.get(path).getAsJsonObject();
                server.pipeline.deleteExport(repo.name, "e");
                Expect.equal("type", "http", got.get("type").getAsString());
                Expect.equal("whence", "newest", got.get("whence").getAsString());
                Expect.equal("uri", "/other", got.getAsJsonObject("spec").get("uri").getAsString());
                Expect.equal("format, replaced whole", "text", got.getAsJsonObject("spec").get("format").getAsString());
            }
        });

        checks.check("export errors", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                ExportHTTPSpec spec = new ExportHTTPSpec(nowhere, "/in");
                Expect.refused(404, "E18302", () -> server.pipeline.deleteExport(repo.name, "absent"));
                Expect.refused(404, "E18302", () -> server.get(repo.path() + "/exports/absent"));
                create(server, repo, "e", "http", spec, null);
                Expect.refused(409, "E18301", () -> create(server, repo, "e", "http", spec, null));
                Expect.refused(400, "E18112", () -> server.pipeline.deleteRepo(repo.name));
                server.pipeline.deleteExport(repo.name, "e");
                ExportTSDBSpec wrong = new ExportTSDBSpec("db", "s", text, Map.of("x", "#absent"), null);
                Expect.refused(400, "E18312", () -> create(server, repo, "f", "tsdb", wrong, null));
            }
        });
    }

    /** Create, exists, get with the defaults filled in, list, delete. */
    private static void roundTrip(
        Checks checks, TestServer server, String type, Object spec, Map<String, Object> defaults) {
        checks.check("export " + type + " create, exists, get, list, delete", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                String name = TestServer.unique(type);
                Expect.equal("exists before", false, server.pipeline.exportExists(repo.name, name));
                create(server, repo, name, type, spec, ExportWhence.WhenceOldest);
                Expect.equal("exists after", true, server.pipeline.exportExists(repo.name, name));
                JsonObject got = server.get(repo.path() + "/exports/" + name).getAsJsonObject();
                JsonObject list = server.get(repo.path() + "/exports").getAsJsonObject();
                JsonObject exists = server.get(repo.path() + "/exports/" + name + "/exists").getAsJsonObject();
                server.pipeline.deleteExport(repo.name, name);

                Expect.equal("name", name, got.get("name").getAsString());
                Expect.equal("type", type, got.get("type").getAsString());
                Expect.equal("whence", "oldest", got.get("whence").getAsString());
                defaults.forEach((key, value) -> {
                    JsonElement found = got.getAsJsonObject("spec").get(key);
                    Expect.equal("spec." + key, String.valueOf(value), found == null ? null : found.getAsString());
                });
                Expect.equal("exports listed", 1, list.getAsJsonArray("exports").size());
                Expect.equal("listed like got", got, list.getAsJsonArray("exports").get(0));
                Expect.equal("exist", true, exists.get("exist").getAsBoolean());
                Expect.equal("exists after delete", false, server.pipeline.exportExists(repo.name, name));
            }
        });
    }

    private static <T> void create(
        TestServer server, TestRepo repo, String name, String type, T spec, String whence) throws Exception {
        CreateExportInput<T> input = new CreateExportInput<>();
        input.type = type;
        input.spec = spec;
        input.whence = whence;
        server.pipeline.createExport(repo.name, name, input);
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        return map;
    }
}
