package dev.slipway.e2e.fault;

import static dev.slipway.e2e.fault.Evidence.ended;
import static dev.slipway.e2e.fault.Evidence.waiting;
import static dev.slipway.e2e.fault.Symptom.notReady;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.model.ModelFile;
import dev.slipway.e2e.model.ModelStore;
import java.util.stream.Stream;

/** A Secret is missing or not as it should be. Its content must never be shown. */
final class SecretFaults {
    private static final String TOKEN = "correct-horse-battery";
    private static final String WRONG = "wrong-horse-battery";

    private SecretFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                new Fault(
                        "the Secret of the store does not exist",
                        SecretFaults::deployPrivate,
                        ended("fetch"),
                        notReady("ReferenceNotFound", "Secret model-store", "does not exist"),
                        stage -> create(stage, "model-store", "token=" + TOKEN)),
                new Fault(
                        "the Secret of the store has other keys",
                        stage -> {
                            create(stage, "model-store", "user=" + WRONG);
                            deployPrivate(stage);
                        },
                        ended("fetch"),
                        notReady("InvalidSecret", "Secret model-store", "user", "expected token"),
                        SecretFaults::correct),
                new Fault(
                        "the Secret of the store holds a wrong token",
                        stage -> {
                            create(stage, "model-store", "token=" + WRONG);
                            deployPrivate(stage);
                        },
                        ended("fetch"),
                        notReady("AccessDenied", "401", "not accepted"),
                        SecretFaults::correct),
                new Fault(
                        "the Secret of an environment variable does not exist",
                        SecretFaults::deployWithVariable,
                        waiting("model-server", "CreateContainerConfigError"),
                        notReady("ReferenceNotFound", "settings", "not found"),
                        stage -> create(stage, "settings", "level=1")),
                new Fault(
                        "the Secret of an environment variable lacks the key",
                        stage -> {
                            create(stage, "settings", "other=1");
                            deployWithVariable(stage);
                        },
                        waiting("model-server", "CreateContainerConfigError"),
                        notReady("InvalidSecret", "level", "settings"),
                        stage -> stage.kubectl(
                                "patch", "secret", "settings", "-p", "{\"stringData\":{\"level\":\"1\"}}")));
    }

    private static void create(Stage stage, String name, String literal) {
        stage.kubectl("create", "secret", "generic", name, "--from-literal=" + literal);
    }

    private static void deployPrivate(Stage stage) {
        var uri = stage.store(ModelStore.behind(TOKEN, ModelStore.serving(ModelFile.IRIS.bytes())));
        stage.deployWithModel("{uri: \"" + uri + "\", secretRef: {name: model-store}}");
    }

    private static void deployWithVariable(Stage stage) {
        stage.deploySmallWith("server: {env: [{name: LEVEL, secretKeyRef: {name: settings, key: level}}]}");
    }

    /** Also the place to look whether anything has told the secret. */
    private static void correct(Stage stage) {
        var told = stage.kubectl("get", "md,deploy,cm,events", "-o", "yaml");
        assertThat(told).doesNotContain(WRONG);
        stage.kubectl(
                "patch",
                "secret",
                "model-store",
                "-p",
                "{\"data\":{\"user\":null},\"stringData\":{\"token\":\"" + TOKEN + "\"}}");
    }
}
