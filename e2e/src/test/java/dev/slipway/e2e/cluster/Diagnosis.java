package dev.slipway.e2e.cluster;

/** What an engineer would ask for first when a test has failed. */
record Diagnosis(Sandbox sandbox) {
    private static final int LOG_LINES = 25;

    @Override
    public String toString() {
        var namespace = sandbox.namespace();
        return section("get md -o wide", sandbox.tryKubectl("get", "md", "-o", "wide"))
                + section("describe md", sandbox.tryKubectl("describe", "md"))
                + section("describe ir", sandbox.tryKubectl("describe", "ir"))
                + section("get all", sandbox.tryKubectl("get", "deploy,rs,pods,svc,hpa,pdb,cm,sa,netpol", "-o", "wide"))
                + section("events", sandbox.tryKubectl("events", "--types=Warning"))
                + section("describe pods", sandbox.tryKubectl("describe", "pods"))
                + section(
                        "log of the model servers",
                        sandbox.tryKubectl(
                                "logs",
                                "-l",
                                "app.kubernetes.io/name=model-server",
                                "--all-containers",
                                "--prefix",
                                "--tail=" + LOG_LINES))
                + section(
                        "log of the routers",
                        sandbox.tryKubectl(
                                "logs",
                                "-l",
                                "app.kubernetes.io/name=inference-router",
                                "--prefix",
                                "--tail=" + LOG_LINES))
                + "--- log of the operator about " + namespace + "\n" + Installation.logAbout(namespace, LOG_LINES);
    }

    private static String section(String title, Command.Result result) {
        return "--- " + title + "\n" + result.everything() + "\n";
    }
}
