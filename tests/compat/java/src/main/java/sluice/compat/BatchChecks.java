package sluice.compat;

import com.qiniu.pandora.pipeline.error.SendPointError;
import com.qiniu.pandora.pipeline.points.Batch;
import com.qiniu.pandora.pipeline.points.Point;
import com.qiniu.pandora.pipeline.sender.FaultTolerantDataSender;
import com.qiniu.pandora.pipeline.sender.ParallelDataSender;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Large pushes: the senders cut at 2 MiB, in line or in parallel, and say which points did not go. */
final class BatchChecks {
    private static final int kibibyte = 1024;

    private BatchChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("batch of exactly 2 MiB is taken whole", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Batch batch = new Batch();
                for (int i = 0; i < 2 * kibibyte; i++) batch.add(pointOf(kibibyte));
                Expect.equal("bytes of the batch", Batch.MAX_BATCH_SIZE, batch.getSize());
                Expect.that("the client calls the answer OK", repo.sender.send(batch).isOK());
                Expect.equal("newest records", 10, repo.sample().size());
            }
        });

        checks.check("batch over 2 MiB is cut by the sender", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Expect.allSent(repo.sender.send(points(5 * kibibyte)));
                Expect.equal("newest records", 10, repo.sample().size());
            }
        });

        checks.check("batch in parallel", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                ParallelDataSender sender = new ParallelDataSender(repo.name, server.client, server.url, 3);
                Expect.allSent(sender.send(points(5 * kibibyte)));
                sender.close();
                Expect.equal("newest records", 10, repo.sample().size());
            }
        });

        checks.check("batch through the fault tolerant sender", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                FaultTolerantDataSender sender = new FaultTolerantDataSender(repo.name, server.client, server.url);
                Expect.allSent(sender.send(points(3)));
                sender.close();
                Expect.equal("records", 3, repo.sample().size());
            }
        });

        checks.check("batch with a bad point is refused whole and handed back", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                Point bad = PushChecks.text("bad");
                bad.append("count", "not a number");
                List<Point> points = new ArrayList<>(points(2));
                points.add(bad);
                SendPointError outcome = repo.sender.send(points);
                Expect.equal("points handed back", 3, outcome.getFailures().size());
                Expect.equal("status", 400, outcome.getExceptions().get(0).code());
                Expect.equal("records stored", 0, repo.sample().size());
            }
        });

        checks.check("batch of one point of 1 MiB never leaves the client", () -> {
            try (TestRepo repo = TestRepo.create(server)) {
                SendPointError outcome = repo.sender.send(Collections.singletonList(pointOf(kibibyte * kibibyte)));
                Expect.equal("points handed back", 1, outcome.getFailures().size());
                Expect.equal("records stored", 0, repo.sample().size());
            }
        });
    }

    private static List<Point> points(int count) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) points.add(pointOf(kibibyte));
        return points;
    }

    /** A point whose line is this many bytes, line feed included. */
    private static Point pointOf(int bytes) {
        return PushChecks.text(String.join("", Collections.nCopies(bytes - "text=\n".length(), "x")));
    }
}
