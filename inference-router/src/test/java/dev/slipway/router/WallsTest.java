package dev.slipway.router;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.slipway.router", importOptions = DoNotIncludeTests.class)
class WallsTest {
    @ArchTest
    static final ArchRule policiesArePure = noClasses()
            .that()
            .resideInAPackage("..policy..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java.lang..", "java.util..", "java.nio", "..policy..", "org.jspecify..")
            .because(
                    "a policy is told the time and given its randomness, so that a simulation can run a day in a second");

    @ArchTest
    static final ArchRule dataPlanesDependOnNoOperator = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.slipway.api..", "dev.slipway.operator..", "io.fabric8..")
            .because("the data plane knows a configuration file and its protocols");
}
