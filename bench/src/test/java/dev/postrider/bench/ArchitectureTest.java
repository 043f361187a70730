package dev.postrider.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.postrider.bench", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.postrider.bench.(*)..").should().beFreeOfCycles();

    /** The driver's own output, and the line by which a child says that it is ready. */
    @ArchTest
    static final ArchRule onlyMainAndTheChildrensEndHoldStreams = noClasses()
            .that()
            .doNotHaveSimpleName("Main")
            .and()
            .doNotHaveSimpleName("ChildSide")
            .should(ACCESS_STANDARD_STREAMS);

    /** Or the dispatcher would be measured against itself. One loop is there to have egress's client. */
    @ArchTest
    static final ArchRule theFloorUsesNothingOfPostrider = noClasses()
            .that()
            .resideInAPackage("dev.postrider.bench.floor")
            .and()
            .doNotHaveSimpleName("EgressPoster")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.postrider.common..",
                    "dev.postrider.kafka..",
                    "dev.postrider.egress..",
                    "dev.postrider.dispatcher..",
                    "dev.postrider.api..");
}
