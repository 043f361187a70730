package dev.postrider.masterkey;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.postrider.testkit.HouseRules;

@AnalyzeClasses(packages = "dev.postrider.masterkey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule knowsNoSpring =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.springframework..", "reactor..");

    @ArchTest
    static final ArchRule knowsOnlyCommonOfTheOtherModules = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.postrider.api..",
                    "dev.postrider.dispatcher..",
                    "dev.postrider.scheduler..",
                    "dev.postrider.kafka..",
                    "dev.postrider.egress..");
}
