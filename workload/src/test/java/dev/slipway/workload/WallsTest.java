package dev.slipway.workload;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls around what the data plane shares, each with its reason. */
@AnalyzeClasses(packages = "dev.slipway.workload", importOptions = DoNotIncludeTests.class)
class WallsTest {
    @ArchTest
    static final ArchRule theDataPlaneKnowsNoOperator = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.slipway.api..", "dev.slipway.operator..", "io.fabric8..", "io.javaoperatorsdk..")
            .because("a data-plane process knows a configuration file and its protocols, and mounts no API token");

    @ArchTest
    static final ArchRule whatIsSharedKnowsNoFeature = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.slipway.modelserver..",
                    "dev.slipway.featureserver..",
                    "dev.slipway.driftjob..",
                    "dev.slipway.inferencerouter..")
            .because("what only one module needs belongs to that module");

    @ArchTest
    static final ArchRule jobsArePlainJava = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.jboss..", "org.eclipse.microprofile..", "io.vertx..")
            .because("jobs have none of these on their class path");

    @ArchTest
    static final ArchRule packagesHaveAnOrder =
            slices().matching("dev.slipway.workload.(*)..").should().beFreeOfCycles();
}
