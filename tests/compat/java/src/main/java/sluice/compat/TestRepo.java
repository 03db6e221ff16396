package sluice.compat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.qiniu.pandora.common.QiniuException;
import com.qiniu.pandora.common.ValueType;
import com.qiniu.pandora.pipeline.repo.CreateRepoInput;
import com.qiniu.pandora.pipeline.repo.RepoSchemaEntry;
import com.qiniu.pandora.pipeline.sender.DataSender;
import java.util.ArrayList;
import java.util.List;

/** A repo of its own for one check, deleted when the check is done. */
final class TestRepo implements AutoCloseable {
    final String name;
    final DataSender sender;
    private final TestServer server;

    private TestRepo(TestServer server, String name) {
        this.server = server;
        this.name = name;
        this.sender = server.sender(name);
    }

    /** text string, count long, ratio float, at date, flag boolean; text is required. */
    static TestRepo create(TestServer server) throws Exception {
        String name = TestServer.unique("repo");
        server.pipeline.createRepo(name, plain());
        return new TestRepo(server, name);
    }

    /** With a schema that the client's schema class cannot say: arrays, maps, jsonstring. */
    static TestRepo create(TestServer server, String schema) throws QiniuException {
        String name = TestServer.unique("repo");
        server.post("/v2/repos/" + name, "{\"region\":\"nb\",\"schema\":" + schema + "}");
        return new TestRepo(server, name);
    }

    static CreateRepoInput plain() {
        RepoSchemaEntry[] schema = {
            new RepoSchemaEntry("text", ValueType.TypeString, true),
            new RepoSchemaEntry("count", ValueType.TypeLong, false),
            new RepoSchemaEntry("ratio", ValueType.TypeFloat, false),
            new RepoSchemaEntry("at", ValueType.TypeDate, false),
            new RepoSchemaEntry("flag", ValueType.TypeBoolean, false),
        };
        return new CreateRepoInput("nb", schema, null, null);
    }

    String path() {
        return "/v2/repos/" + name;
    }

    /** The newest records, at most ten, oldest first. */
    List<JsonObject> sample() throws QiniuException {
        JsonArray records = server.get(path() + "/data?count=10").getAsJsonObject().getAsJsonArray("records");
        List<JsonObject> found = new ArrayList<>();
        for (JsonElement record : records) found.add(record.getAsJsonObject());
        return found;
    }

    JsonObject onlyRecord() throws QiniuException {
        List<JsonObject> records = sample();
        Expect.equal("records in the repo", 1, records.size());
        return records.get(0);
    }

    @Override
    public void close() throws QiniuException {
        server.pipeline.deleteRepo(name);
    }
}
