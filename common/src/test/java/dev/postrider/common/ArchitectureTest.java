package dev.postrider.common;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

@AnalyzeClasses(packages = "dev.postrider.common", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.postrider.common.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noFrameworkIsNeeded = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "reactor..", "io.netty..", "org.slf4j..");

    @ArchTest
    static final ArchRule nothingIsOpenedOrConnected = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..", "javax.sql..", "io.r2dbc..");

    /** Of Kafka's clients only what a record is. */
    @ArchTest
    static final ArchRule kafkaIsRecordsAndHeadersOnly = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.kafka..")
                    .and(not(belongToAnyOf(ConsumerRecord.class, ProducerRecord.class)))
                    .and(not(resideInAnyPackage(
                            "org.apache.kafka.common.header..", "org.apache.kafka.common.record.."))));

    @ArchTest
    static final ArchRule nothingIsPrinted = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule loggingGoesThroughOneFacade = GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
