package sluice.compat;

import com.qiniu.pandora.common.QiniuException;

/** Runs named checks, one line of output each, and counts. */
final class Checks {
    interface Body {
        void run() throws Exception;
    }

    private final String filter;
    private int passed;
    private int failed;

    Checks(String filter) {
        this.filter = filter;
    }

    void check(String name, Body body) {
        if (!name.contains(filter)) return;
        try {
            body.run();
            passed++;
            System.out.println("ok " + name);
        } catch (Exception | AssertionError failure) {
            failed++;
            System.out.println("FAIL " + name + ": " + oneLine(failure));
        }
    }

    /** Prints the tally; a filter that matched nothing is a failure too. */
    boolean finish() {
        System.out.println(passed + " passed, " + failed + " failed");
        return failed == 0 && passed > 0;
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(text(failure)).replaceAll("\\s+", " ");
    }

    private static String text(Throwable failure) {
        if (failure instanceof AssertionError) return failure.getMessage();
        if (failure instanceof QiniuException refusal && refusal.response != null)
            return refusal.code() + " " + refusal.error() + " from " + refusal.url();
        return failure.toString();
    }
}
