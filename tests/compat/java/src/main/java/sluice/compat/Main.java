package sluice.compat;

/**
 * Drives a Sluice server with the published Pandora Java client. Reads SLUICE_TEST_SERVER, SLUICE_TEST_ACCESS_KEY and
 * SLUICE_TEST_SECRET_KEY; an argument runs only the checks whose name contains it. Prints `ok NAME` or `FAIL NAME: WHY`
 * for each, then `N passed, N failed`, and exits with 1 when one failed.
 */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        TestServer server = TestServer.fromEnvironment();
        Checks checks = new Checks(arguments.length > 0 ? arguments[0] : "");
        RepoChecks.register(checks, server);
        PushChecks.register(checks, server);
        BatchChecks.register(checks, server);
        TransformChecks.register(checks, server);
        ExportChecks.register(checks, server);
        PluginChecks.register(checks, server);
        GroupChecks.register(checks, server);
        VariableChecks.register(checks, server);
        WorkflowChecks.register(checks, server);
        AccessChecks.register(checks, server);
        ErrorChecks.register(checks, server);
        // The client's connection pool would keep the process alive for minutes.
        System.exit(checks.finish() ? 0 : 1);
    }
}
