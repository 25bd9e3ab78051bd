package dev.slipway.featureserver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.slipway.featureserver", importOptions = DoNotIncludeTests.class)
class WallsTest {
    @ArchTest
    static final ArchRule codecsArePure = noClasses()
            .that()
            .resideInAPackage("..codec..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..", "java.util..", "java.nio..", "java.time..", "..codec..", "org.jspecify..")
            .because("what stands in Redis is decided by bytes alone, so that it can be tested by bytes alone");

    @ArchTest
    static final ArchRule plansArePure = noClasses()
            .that()
            .resideInAPackage("..plan..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..", "java.net..", "java.nio.file..", "..redis..", "..http..")
            .because("a plan is a function of the configuration");

    @ArchTest
    static final ArchRule dataPlanesDependOnNoOperator = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.slipway.api..", "dev.slipway.operator..", "io.fabric8..")
            .because("the data plane knows a configuration file and its protocols");
}
