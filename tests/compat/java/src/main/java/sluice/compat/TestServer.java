package sluice.compat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.qiniu.pandora.common.PandoraClient;
import com.qiniu.pandora.common.PandoraClientImpl;
import com.qiniu.pandora.common.QiniuException;
import com.qiniu.pandora.http.Client;
import com.qiniu.pandora.http.Response;
import com.qiniu.pandora.pipeline.PipelineClient;
import com.qiniu.pandora.pipeline.sender.DataSender;
import com.qiniu.pandora.util.Auth;
import com.qiniu.pandora.util.StringMap;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The server under test and the client's ways in: {@link PipelineClient} for what it has methods for, its signing
 * {@link PandoraClient} for the rest of the API, as users of the library reach it.
 */
final class TestServer {
    final String url;
    final Auth auth;
    final PandoraClient client;
    final PipelineClient pipeline;

    TestServer(String url, Auth auth) {
        this.url = url;
        this.auth = auth;
        this.client = new PandoraClientImpl(auth);
        this.pipeline = new PipelineClient(client, url);
    }

    static TestServer fromEnvironment() {
        Auth auth = Auth.create(variable("SLUICE_TEST_ACCESS_KEY"), variable("SLUICE_TEST_SECRET_KEY"));
        return new TestServer(variable("SLUICE_TEST_SERVER").replaceAll("/+$", ""), auth);
    }

    DataSender sender(String repo) {
        return new DataSender(repo, client, url);
    }

    /** A name nobody else has. */
    static String unique(String what) {
        return "compat_" + what + "_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    JsonElement get(String path) throws QiniuException {
        return json(client.get(url + path, new StringMap()));
    }

    JsonElement post(String path, String body) throws QiniuException {
        return json(client.post(url + path, bytes(body), new StringMap(), Client.JsonMime));
    }

    JsonElement put(String path, String body) throws QiniuException {
        return json(client.put(url + path, bytes(body), new StringMap(), Client.JsonMime));
    }

    JsonElement delete(String path) throws QiniuException {
        return json(client.delete(url + path, new StringMap()));
    }

    /** Parses an answer as the client's own getters do: only when it calls it JSON and finds it in order. */
    private static JsonElement json(Response response) throws QiniuException {
        Expect.that("the client calls the answer OK: " + response, response.isOK());
        Expect.that("the answer is JSON: " + response.contentType(), response.isJson());
        // The library brings Gson 2.6, whose parser has no static method yet.
        return new JsonParser().parse(response.bodyString());
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) throw new IllegalStateException(name + " is not set");
        return value;
    }
}
