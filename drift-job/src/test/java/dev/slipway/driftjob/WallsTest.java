package dev.slipway.driftjob;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The walls between the packages, each with its reason. */
@AnalyzeClasses(packages = "dev.slipway.driftjob", importOptions = DoNotIncludeTests.class)
class WallsTest {
    @ArchTest
    static final ArchRule theCoreIsPure = noClasses()
            .that()
            .resideInAnyPackage("..profile..", "..statistics..", "..decision..", "..concept..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..", "java.nio.file..", "java.net..", "java.sql..", "com.fasterxml..", "java.time..")
            .because("numbers in and numbers out can be compared with any other implementation");

    @ArchTest
    static final ArchRule theCoreKnowsNothingAround = noClasses()
            .that()
            .resideInAnyPackage("..profile..", "..statistics..", "..decision..", "..concept..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..driftjob.read..", "..driftjob.run..", "..driftjob.report..", "dev.slipway.workload..")
            .because("a way to read data must not change what is computed from it");

    @ArchTest
    static final ArchRule nobodyReadsTheTime = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("time comes from the clock that the process hands in, so that a test can set it");

    @ArchTest
    static final ArchRule packagesHaveAnOrder =
            slices().matching("dev.slipway.driftjob.(*)..").should().beFreeOfCycles();

    @Test
    void filesAreShortEnoughToReadWithoutScrollingForLong() throws IOException {
        try (var files = Files.walk(Path.of("src"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".java")))
                    .allSatisfy(f ->
                            assertThat(Files.readAllLines(f)).as(f.toString()).hasSizeLessThan(300));
        }
    }
}
