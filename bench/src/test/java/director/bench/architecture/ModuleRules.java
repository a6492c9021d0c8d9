/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package director.bench.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who may use what. The root package is a parameter so that each rule can also be tried on classes that break it.
 */
final class ModuleRules {
    private static final String[] IO = {
        "java.io..", "java.nio..", "java.net..", "java.sql..", "java.time..", "javax..", "jdk..", "sun..", "com.sun.."
    };

    /** Of the JDK, as what begins with java. */
    private static final String FLIGHT_RECORDER = "jdk.jfr..";

    private final String root;
    private final String bindings;
    private final String schedulers;
    private final String dataplane;
    private final String management;
    private final String bench;

    ModuleRules(final String root) {
        this.root = root;
        this.bindings = root + ".bindings..";
        this.schedulers = root + ".schedulers..";
        this.dataplane = root + ".dataplane..";
        this.management = root + ".management..";
        this.bench = root + ".bench..";
    }

    /** Every rule by its name. */
    Map<String, ArchRule> all() {
        final Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("bindings use the JDK alone", only(bindings, bindings));
        rules.put("schedulers use the JDK alone", only(schedulers, schedulers));
        rules.put("schedulers do no input or output", noClasses().that().resideInAPackage(schedulers)
            .should().dependOnClassesThat().resideInAnyPackage(IO));
        rules.put("schedulers have no clock", noClock());
        rules.put("the dataplane uses bindings, schedulers, Agrona and HdrHistogram", only(dataplane, dataplane,
            bindings, schedulers, "org.agrona..", "org.HdrHistogram..", FLIGHT_RECORDER));
        rules.put("the flight recorder is for who watches the compiler", noClasses()
            .that(not(HasName.Predicates.nameMatching(".*\\.dataplane\\.warmup\\.CompilerWatch(\\$.*)?")))
            .should().dependOnClassesThat().resideInAPackage(FLIGHT_RECORDER));
        rules.put("the dataplane knows no HTTP", noClasses().that().resideInAPackage(dataplane)
            .should().dependOnClassesThat().resideInAnyPackage("java.net.http..", "com.sun.net.httpserver.."));
        rules.put("native access is for bindings", noClasses().that().resideOutsideOfPackage(bindings)
            .should().dependOnClassesThat().resideInAPackage("java.lang.foreign.."));
        rules.put("libraries are loaded by bindings", noClasses().that().resideOutsideOfPackage(bindings)
            .should().callMethod(System.class, "load", String.class)
            .orShould().callMethod(System.class, "loadLibrary", String.class));
        rules.put("management leaves workers alone", noClasses().that().resideInAPackage(management)
            .should().dependOnClassesThat(workerState()));
        rules.put("management knows of bindings only their exceptions", noClasses().that().resideInAPackage(management)
            .should().dependOnClassesThat(resideInAPackage(bindings).and(not(exceptions()))));
        rules.put("nobody depends on benchmarks", noClasses().that().resideOutsideOfPackage(bench)
            .should().dependOnClassesThat().resideInAPackage(bench));
        rules.put("no package depends on itself through others",
            slices().assignedFrom(new Packages(root)).should().beFreeOfCycles());
        rules.put("standard streams are for management and benchmarks",
            noClasses().that(not(resideInAnyPackage(management, bench))).should(ACCESS_STANDARD_STREAMS));
        rules.put("stacks are printed by management and benchmarks",
            noClasses().that(not(resideInAnyPackage(management, bench)))
                .should().callMethod(Throwable.class, "printStackTrace"));
        rules.put("the packet path does not log", noClasses().that(packetPath())
            .should().dependOnClassesThat(logging()));
        return rules;
    }

    /** Nothing but the packages named, the JDK's public ones and annotations. */
    private ArchRule only(final String module, final String... allowed) {
        return classes().that().resideInAPackage(module).should()
            .onlyDependOnClassesThat(resideInAnyPackage(allowed)
                .or(resideInAnyPackage("java..", "org.jspecify.annotations.."))
                .or(describe("are primitive", JavaClass::isPrimitive)));
    }

    private ArchRule noClock() {
        return noClasses().that().resideInAPackage(schedulers)
            .should().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis");
    }

    private DescribedPredicate<JavaClass> workerState() {
        return resideInAnyPackage(within("worker"), within("connection"), within("forward"), within("header"),
            within("answer"), within("fragment"), within("tunnel"), within("local"), within("neighbour"),
            within("port"), within("snapshot"), within("route"));
    }

    private DescribedPredicate<JavaClass> packetPath() {
        return resideInAnyPackage(within("worker"), within("fastpath"), within("connection"), within("forward"),
            within("header"), within("answer"), within("fragment"), within("tunnel"), within("local"),
            within("neighbour"))
            .or(HasName.Predicates.nameMatching(".*\\.dataplane\\.port\\.(TxBuffer|WorkerPort)"));
    }

    private String within(final String part) {
        return root + ".dataplane." + part + "..";
    }

    private static DescribedPredicate<JavaClass> exceptions() {
        return describe("exceptions", type -> type.isAssignableTo(Throwable.class));
    }

    private static DescribedPredicate<JavaClass> logging() {
        return resideInAnyPackage("java.util.logging..", "org.slf4j..", "ch.qos.logback..")
            .or(describe("System.Logger", type -> type.getName().startsWith("java.lang.System$Logger")));
    }

    /** Each package on its own, the root of a module as well. */
    private static final class Packages implements SliceAssignment {
        private final String root;

        Packages(final String root) {
            this.root = root;
        }

        @Override
        public SliceIdentifier getIdentifierOf(final JavaClass type) {
            return type.getPackageName().startsWith(root + ".")
                ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages below " + root;
        }
    }
}
