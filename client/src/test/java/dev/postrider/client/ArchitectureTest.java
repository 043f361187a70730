package dev.postrider.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

@AnalyzeClasses(packages = "dev.postrider.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** Who verifies deliveries takes in nothing else for it. */
    @ArchTest
    static final ArchRule verificationNeedsThePlatformAlone = classes()
            .that()
            .resideInAPackage("..verification..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", "..verification..");

    @ArchTest
    static final ArchRule nothingIsPrinted = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
