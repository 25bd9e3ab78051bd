package dev.slipway.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.slipway.operator.kube.EventPublisher;
import dev.slipway.operator.kube.StatusWriter;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

/** The walls between the packages, each with its reason. */
@AnalyzeClasses(packages = "dev.slipway.operator", importOptions = DoNotIncludeTests.class)
class WallsTest {
    private static final String[] PURE = {
        "..operator.status..", "..operator.model..", "..plan..", "..readiness..", "..loop..",
    };

    @ArchTest
    static final ArchRule decisionsArePure = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.javaoperatorsdk..",
                    "io.quarkus..",
                    "jakarta..",
                    "java.net..",
                    "java.io..",
                    "java.nio.file..",
                    "io.fabric8.kubernetes.client..",
                    "dev.slipway.operator.kube..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Clock.class)
            .because("a decision that depends on nothing but its arguments is tested in a millisecond and never"
                    + " surprises");

    @ArchTest
    static final ArchRule theOperatorKnowsNoDataPlane = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.slipway.workload..",
                    "dev.slipway.modelserver..",
                    "dev.slipway.featureserver..",
                    "dev.slipway.driftjob..")
            .because("operator and data plane share a contract, not code: each side is upgraded by itself");

    @ArchTest
    static final ArchRule nobodyReadsTheTime = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("time comes from the clock that the process hands in, so that a test can set it");

    @ArchTest
    static final ArchRule factsAreRecords = classes()
            .that()
            .resideInAPackage("..observe..")
            .and()
            .haveSimpleNameNotEndingWith("Observer")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.slipway.operator.kube..", "io.fabric8.kubernetes.client.dsl..", "io.javaoperatorsdk..")
            .because("facts are what was read, not something that can read more");

    @ArchTest
    static final ArchRule onlyKubeKnowsTheFramework = noClasses()
            .that()
            .resideOutsideOfPackages("dev.slipway.operator.kube..", "dev.slipway.operator.health..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javaoperatorsdk..")
            .because("moving to another version of the framework should touch one package");

    @ArchTest
    static final ArchRule onlyKubeWrites = noClasses()
            .that()
            .resideOutsideOfPackages("dev.slipway.operator.kube..")
            .and()
            .doNotHaveSimpleName("OperatorProcess")
            .should()
            .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "belong to the API client, which CustomResource only lives beside",
                    c -> c.getPackageName().startsWith("io.fabric8.kubernetes.client")
                            && !c.isEquivalentTo(CustomResource.class)))
            .because("what is written, and how often, can then be read in one place");

    @ArchTest
    static final ArchRule oneClassWritesStatus = noClasses()
            .that()
            .doNotBelongToAnyOf(StatusWriter.class)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(PatchContext.class)
            .because("a status that two classes write is a status that flaps");

    @ArchTest
    static final ArchRule oneClassPublishesEvents = noClasses()
            .that()
            .doNotBelongToAnyOf(EventPublisher.class)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(EventBuilder.class)
            .because("only one memory can tell what was said before");

    @ArchTest
    static final ArchRule kindsDoNotKnowEachOther = slices().matching(
                    "dev.slipway.operator.(modeldeployment|featureview|driftmonitor|inferenceroute)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true)
            .because("facts about another kind arrive in the observed record");

    /** The list of reasons is read by looking a word up. */
    @Test
    void filesAreShortEnoughToReadWithoutScrollingForLong() throws IOException {
        try (var files = Files.walk(Path.of("src"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".java") && !f.endsWith("Reason.java")))
                    .allSatisfy(f ->
                            assertThat(Files.readAllLines(f)).as(f.toString()).hasSizeLessThan(300));
        }
    }
}
