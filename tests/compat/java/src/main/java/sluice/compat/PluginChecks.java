package sluice.compat;

import com.google.gson.JsonObject;
import com.qiniu.pandora.util.StringMap;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Jars of user code: upload with and without checksum, list, get, delete. */
final class PluginChecks {
    private static final String jarMime = "application/java-archive";

    private PluginChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("plugin upload, get, list, delete", () -> {
            String name = TestServer.unique("Parser");
            byte[] jar = jar();
            upload(server, name, jar, md5(jar));
            JsonObject got = server.get("/v2/plugins/" + name).getAsJsonObject();
            String list = server.get("/v2/plugins").getAsJsonObject().getAsJsonArray("plugins").toString();
            server.delete("/v2/plugins/" + name);
            Expect.equal("name", name, got.get("name").getAsString());
            Expect.that("it has a createTime", !got.get("createTime").getAsString().isEmpty());
            Expect.that("the list has it: " + list, list.contains(name));
            Expect.refused(404, "E18216", () -> server.get("/v2/plugins/" + name));
        });

        checks.check("plugin errors", () -> {
            String name = TestServer.unique("Parser");
            byte[] jar = jar();
            String other = md5("other".getBytes());
            Expect.refused(404, "E18216", () -> server.delete("/v2/plugins/" + name));
            Expect.refused(400, "E18117", () -> upload(server, "9bad", jar, null));
            Expect.refused(400, "E18220", () -> upload(server, name, jar, other));
            upload(server, name, jar, null);
            Expect.refused(409, "E18217", () -> upload(server, name, jar, null));
            server.delete("/v2/plugins/" + name);
        });

        checks.check("plugin verify of a missing plugin", () -> {
            String path = "/v2/verify/plugins/" + TestServer.unique("Absent");
            Expect.refused(404, "E18216", () ->
                server.client.post(server.url + path, null, new StringMap(), "").close());
        });
    }

    private static void upload(TestServer server, String name, byte[] jar, String md5) throws Exception {
        StringMap headers = new StringMap();
        if (md5 != null) headers.put("Content-MD5", md5);
        server.client.post(server.url + "/v2/plugins/" + name, jar, headers, jarMime).close();
    }

    private static byte[] jar() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            out.putNextEntry(new JarEntry("note.txt"));
            out.write("an archive without a parser".getBytes());
        }
        return bytes.toByteArray();
    }

    private static String md5(byte[] bytes) throws Exception {
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
