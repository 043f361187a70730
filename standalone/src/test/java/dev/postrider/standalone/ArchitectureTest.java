package dev.postrider.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

@AnalyzeClasses(packages = "dev.postrider.standalone", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule servicesAreKnownByTheirApplicationsOnly = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("dev.postrider.api..", "dev.postrider.dispatcher..", "dev.postrider.scheduler..")
                            .and(not(simpleNameEndingWith("Application"))));

    /** All other classes print to the stream that they are given. */
    @ArchTest
    static final ArchRule onlyMainHoldsTheTerminal =
            noClasses().that().doNotHaveSimpleName("Main").should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule loggingGoesThroughOneFacade = GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
