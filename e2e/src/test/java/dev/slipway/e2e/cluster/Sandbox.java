package dev.slipway.e2e.cluster;

import dev.slipway.e2e.cluster.Timeline.Entry;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A namespace of its own for one test. It enforces the restricted profile of Pod Security, so that every test shows that our
 * pods satisfy it. When the test fails, the failure carries what an engineer would ask for first.
 */
public final class Sandbox {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String namespace;

    private Sandbox(String namespace) {
        this.namespace = namespace;
    }

    /** What a test does in its namespace. */
    @FunctionalInterface
    public interface Test {
        void run(Sandbox sandbox) throws Exception;
    }

    /** Runs a test in a new namespace and removes the namespace in any case. */
    public static void in(String name, Test test) throws Exception {
        var suffix =
                HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
        var sandbox = new Sandbox("e2e-" + name + "-" + suffix);
        Timeline.shared();
        sandbox.create();
        try {
            test.run(sandbox);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + new Diagnosis(sandbox), e);
        } finally {
            Cluster.client().namespaces().withName(sandbox.namespace).delete();
            Timeline.shared().forget(sandbox.namespace);
        }
    }

    private void create() {
        Cluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
    }

    public String namespace() {
        return namespace;
    }

    /** kubectl in this namespace. */
    public Command.Result tryKubectl(String... words) {
        return command(words).run();
    }

    public String kubectl(String... words) {
        return tryKubectl(words).text();
    }

    /** kubectl in this namespace, with a manifest as its input. */
    public String kubectlWith(String manifest, String... words) {
        return command(words).run(manifest).text();
    }

    /** What the pods with these labels have printed, once all of them have: kubectl fails while a container is being created. */
    public String logs(String labels) throws InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            var logs = tryKubectl("logs", "-l", labels, "--tail=-1", "--prefix");
            if (logs.exit() == 0 || Instant.now().isAfter(deadline)) {
                return logs.text();
            }
            Thread.sleep(POLL);
        }
    }

    public void apply(String manifest) {
        kubectlWith(manifest, "apply", "-f", "-");
    }

    private Command command(String... words) {
        return Cluster.kubectlCommand(
                Stream.concat(Stream.of("-n", namespace), Arrays.stream(words)).toArray(String[]::new));
    }

    /** The object as it is now. */
    public ModelView model(String name) {
        return new ModelView(Cluster.client()
                .genericKubernetesResources(Cluster.MODEL_DEPLOYMENTS)
                .inNamespace(namespace)
                .withName(name)
                .require());
    }

    public Entry await(String what, Instant since, Predicate<Entry> matches) {
        return Timeline.shared().await(what, namespace, since, PATIENCE, matches);
    }

    /** Waits until the model satisfies this, for a status that was written since. */
    public ModelView awaitModel(String what, String name, Instant since, Predicate<ModelView> matches) {
        return await(
                        what,
                        since,
                        e -> e.model()
                                .filter(m -> m.name().equals(name) && matches.test(m))
                                .isPresent())
                .model()
                .orElseThrow();
    }

    /** Waits until the object as it is now satisfies this. */
    public ModelView awaitNow(String what, String name, Predicate<ModelView> matches) throws InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        while (true) {
            var model = model(name);
            if (matches.test(model)) {
                return model;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what + "\n" + model);
            }
            Thread.sleep(POLL);
        }
    }

    /** Waits until the present generation is Ready and every wanted replica answers. */
    public ModelView awaitReady(String name) throws InterruptedException {
        return awaitNow(name + " is Ready with all replicas", name, m -> m.ready() && settled(m));
    }

    /** Whether as many replicas answer as are wanted, all of the newest revision. */
    public static boolean settled(ModelView model) {
        var desired = model.status("replicas", "desired");
        return desired.equals(model.status("replicas", "ready")) && desired.equals(model.status("replicas", "updated"));
    }

    /** The address of a Service within the cluster, which this machine reaches as a node does. */
    public InetSocketAddress address(String service) {
        var spec = Cluster.client()
                .services()
                .inNamespace(namespace)
                .withName(service)
                .require()
                .getSpec();
        return new InetSocketAddress(
                spec.getClusterIP(), spec.getPorts().getFirst().getPort());
    }
}
