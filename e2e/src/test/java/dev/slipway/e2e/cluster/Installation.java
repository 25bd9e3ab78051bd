package dev.slipway.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The operator as the chart has installed it: release {@code slipway} in {@code slipway-system}. */
public final class Installation {
    public static final String NAMESPACE = "slipway-system";
    public static final String RELEASE = "slipway";
    private static final String DEPLOYMENT = "slipway-operator";
    private static final String LEASE = "slipway-operator";
    private static final int LINE_MAX = 700;

    private Installation() {}

    public static List<Pod> pods() {
        var selector = Cluster.client()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(DEPLOYMENT)
                .require()
                .getSpec()
                .getSelector();
        return Cluster.client()
                .pods()
                .inNamespace(NAMESPACE)
                .withLabelSelector(selector)
                .list()
                .getItems();
    }

    /** The pod that leads, by its Lease; empty between two leaders. */
    public static String leader() {
        var lease =
                Cluster.client().leases().inNamespace(NAMESPACE).withName(LEASE).require();
        var holder = lease.getSpec().getHolderIdentity();
        return holder == null ? "" : holder;
    }

    /** Ends the leader as a power cut would. */
    public static String killLeader() {
        var leader = leader();
        Cluster.kubectl("-n", NAMESPACE, "delete", "pod", leader, "--force", "--grace-period=0");
        return leader;
    }

    /** Waits until another pod leads. */
    public static Duration awaitLeaderOtherThan(String old, Instant since) throws InterruptedException {
        var deadline = since.plusSeconds(90);
        while (leader().isEmpty() || leader().equals(old)) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("nobody took over from " + old + " within 90 s");
            }
            Thread.sleep(100);
        }
        return Duration.between(since, Instant.now());
    }

    public static void scale(int replicas) {
        Cluster.kubectl("-n", NAMESPACE, "scale", "deployment", DEPLOYMENT, "--replicas=" + replicas);
        awaitRollout();
    }

    public static int replicas() {
        return Cluster.client()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(DEPLOYMENT)
                .require()
                .getSpec()
                .getReplicas();
    }

    public static void awaitRollout() {
        Cluster.kubectl("-n", NAMESPACE, "rollout", "status", "deployment", DEPLOYMENT, "--timeout=180s");
    }

    /** A new version of the operator, as far as Kubernetes can tell: helm replaces all its pods. */
    public static void upgrade(String mark) {
        Command.of(
                        "helm",
                        "upgrade",
                        RELEASE,
                        "helm/slipway",
                        "-n",
                        NAMESPACE,
                        "--reuse-values",
                        "--set-string",
                        "podAnnotations.e2e-upgrade=" + mark)
                .run()
                .text();
        awaitRollout();
    }

    public static String serviceAccount() {
        return Cluster.client()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(DEPLOYMENT)
                .require()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getServiceAccountName();
    }

    /** The image of the operator, for records. */
    public static String image() {
        return pods().getFirst().getSpec().getContainers().getFirst().getImage();
    }

    /** The last lines of all replicas that hold this text. */
    static String logAbout(String text, int lines) {
        return pods().stream()
                .map(pod -> pod.getMetadata().getName() + "\n" + tail(pod, text, lines))
                .collect(Collectors.joining("\n"));
    }

    private static String tail(Pod pod, String text, int lines) {
        var log = Cluster.kubectlCommand(
                        "-n", NAMESPACE, "logs", pod.getMetadata().getName(), "--tail=3000")
                .run()
                .everything();
        var about = log.lines()
                .filter(line -> line.contains(text))
                .map(line -> line.substring(0, Math.min(LINE_MAX, line.length())))
                .toList();
        return String.join("\n", about.subList(Math.max(0, about.size() - lines), about.size()));
    }
}
