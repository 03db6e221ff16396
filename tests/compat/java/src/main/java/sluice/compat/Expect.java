package sluice.compat;

import com.qiniu.pandora.common.QiniuException;
import com.qiniu.pandora.pipeline.error.SendPointError;
import java.util.Objects;

/** Assertions whose messages say what was expected and what came. */
final class Expect {
    interface Call {
        void run() throws Exception;
    }

    private Expect() {
    }

    static void equal(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual))
            throw new AssertionError(what + ": expected " + expected + ", got " + actual);
    }

    static void that(String what, boolean holds) {
        if (!holds) throw new AssertionError("not so: " + what);
    }

    /** The call throws the client's exception, with this HTTP status and an error text that begins with the code. */
    static void refused(int status, String code, Call call) throws Exception {
        try {
            call.run();
        } catch (QiniuException refusal) {
            equal("status of " + refusal.error(), status, refusal.code());
            that(code + " begins the error text '" + refusal.error() + "'", beginsWith(refusal.error(), code));
            that("the client kept the request id", !refusal.response.reqId.isEmpty());
            equal("error text on the response", refusal.error(), refusal.response.error);
            return;
        }
        throw new AssertionError("expected " + status + " " + code + ", but the call went through");
    }

    static void allSent(SendPointError outcome) {
        if (outcome.getExceptions().isEmpty()) return;
        QiniuException first = outcome.getExceptions().get(0);
        String why = first.error() == null ? String.valueOf(first.getMessage()) : first.error();
        throw new AssertionError(outcome.getFailures().size() + " points were not sent: " + why);
    }

    private static boolean beginsWith(String text, String code) {
        return text != null && (text.equals(code) || text.startsWith(code + ":"));
    }
}
