package sluice.compat;

import com.google.gson.JsonObject;
import com.qiniu.pandora.http.Client;
import com.qiniu.pandora.pipeline.points.Batch;
import com.qiniu.pandora.pipeline.points.Point;
import com.qiniu.pandora.util.StringMap;
import com.qiniu.pandora.util.UrlSafeBase64;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.zip.GZIPOutputStream;

/** Pushing points: every type as the library writes it, and every form of its sender. */
final class PushChecks {
    private static final String nested =
        "[{\"key\":\"longs\",\"valtype\":\"array\",\"elemtype\":\"long\"},"
            + "{\"key\":\"texts\",\"valtype\":\"array\",\"elemtype\":\"string\"},"
            + "{\"key\":\"inner\",\"valtype\":\"map\",\"schema\":[{\"key\":\"x\",\"valtype\":\"string\"}]},"
            + "{\"key\":\"json\",\"valtype\":\"jsonstring\"}]";

    private PushChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("push a batch of points with every plain type", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Batch batch = new Batch();
                batch.add(point("first", 9007199254740993L, 1.0E-4, new Date(1483340400123L), true));
                Expect.that("the client calls the answer OK", repo.sender.send(batch).isOK());
                JsonObject stored = repo.onlyRecord();
                Expect.equal("text", "first", stored.get("text").getAsString());
                Expect.equal("count keeps 64 bits", "9007199254740993", stored.get("count").getAsString());
                Expect.equal("ratio", 1.0E-4, stored.get("ratio").getAsDouble());
                Expect.equal("at, in UTC", "2017-01-02T07:00:00.123Z", stored.get("at").getAsString());
                Expect.equal("flag", true, stored.get("flag").getAsBoolean());
            }
        });

        checks.check("push arrays, maps and jsonstring", () -> {
            try (TestRepo repo = TestRepo.create(server, nested)) {
                Point point = new Point();
                point.append("longs", Arrays.asList(1L, 2L));
                point.append("texts", Arrays.asList("a=b", "<c>&'d'"));
                point.append("inner", Collections.singletonMap("x", "y=z"));
                point.append("json", Collections.singletonMap("k", 1));
                Expect.allSent(repo.sender.send(Collections.singletonList(point)));
                JsonObject stored = repo.onlyRecord();
                Expect.equal("longs", "[1,2]", stored.get("longs").toString());
                Expect.equal("first text", "a=b", stored.getAsJsonArray("texts").get(0).getAsString());
                Expect.equal("second text", "<c>&'d'", stored.getAsJsonArray("texts").get(1).getAsString());
                Expect.equal("inner", "y=z", stored.getAsJsonObject("inner").get("x").getAsString());
                Expect.that("json holds its key: " + stored, stored.get("json").toString().contains("k"));
            }
        });

        checks.check("push text with tab, line feed, equals sign and UTF-8", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Expect.allSent(repo.sender.send(Collections.singletonList(text("a=b\tc\nd 七牛 \\ end"))));
                Expect.equal("text keeps the client's escapes", "a=b\\tc\\nd 七牛 \\ end", textOf(repo));
            }
        });

        checks.check("push empty text and a missing optional field", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Expect.allSent(repo.sender.send(Collections.singletonList(text(""))));
                Expect.equal("text", "", textOf(repo));
            }
        });

        checks.check("push from string", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Expect.allSent(repo.sender.sendFromString("text=a\tcount=1\n\ntext=b\tcount=2\n"));
                Expect.equal("records", 2, repo.sample().size());
            }
        });

        checks.check("push from bytes", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Expect.allSent(repo.sender.sendFromBytes("text=bytes".getBytes(StandardCharsets.UTF_8)));
                Expect.equal("text", "bytes", textOf(repo));
            }
        });

        checks.check("push from file", () -> {
            Path file = Files.createTempFile("compat", ".points");
            try (TestRepo repo = TestRepo.create(server)) {
                Files.write(file, Arrays.asList("text=one\tcount=1", "", "text=two\tcount=2"));
                Expect.allSent(repo.sender.sendFromFile(file.toString()));
                Expect.equal("records", 2, repo.sample().size());
            } finally {
                Files.delete(file);
            }
        });

        checks.check("push gzip", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                StringMap headers = new StringMap().put("Content-Encoding", "gzip");
                String url = server.url + repo.path() + "/data";
                server.client.post(url, gzip("text=packed\tcount=7"), headers, Client.TextMime).close();
                Expect.equal("text", "packed", textOf(repo));
            }
        });

        checks.check("push with empty tags", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                String url = server.url + repo.path() + "/data?tags=";
                server.client.post(url, "text=plain".getBytes(), new StringMap(), Client.TextMime).close();
                Expect.equal("text", "plain", textOf(repo));
            }
        });

        checks.check("push with tags adds them to every record", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                String tags = UrlSafeBase64.encodeToString("count=5\tflag=true");
                String url = server.url + repo.path() + "/data?tags=" + tags;
                server.client.post(url, "text=a\ntext=b".getBytes(), new StringMap(), Client.TextMime).close();
                for (JsonObject stored : repo.sample()) Expect.equal("count", 5, stored.get("count").getAsInt());
            }
        });

        for (String path : Arrays.asList("/v2/stream/", "/v2/streams/")) {
            checks.check("push raw text to " + path, () -> {
                try (TestRepo repo = TestRepo.create(server)) {
                    String url = server.url + path + repo.name + "/data";
                    String answer = server.client
                        .post(url, "text=raw\tcount=3".getBytes(), new StringMap(), Client.TextMime)
                        .bodyString();
                    Expect.equal("answer", "{\"code\":200,\"message\":\"\"}", answer);
                    Expect.equal("text", "raw", textOf(repo));
                }
            });
        }
    }

    static Point text(String text) {
        Point point = new Point();
        point.append("text", text);
        return point;
    }

    private static Point point(String text, long count, double ratio, Date at, boolean flag) {
        Point point = text(text);
        point.append("count", count);
        point.append("ratio", ratio);
        point.append("at", at);
        point.append("flag", flag);
        return point;
    }

    private static String textOf(TestRepo repo) throws Exception {
        return repo.onlyRecord().get("text").getAsString();
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
