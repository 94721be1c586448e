// Check PDF files against standards with veraPDF's engine, all in one process.
// Arguments: PROFILES=FILE for each file, such as PDFUA-1,PDFA-3A=report.pdf.
// Prints lines of fields with tabs between them. For each profile of each file: file, profile, "checked", number of
// checks. For each rule that the file breaks: file, profile, "broken", clause with number of places and message.
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public class Validator {
    private static final String FOLDER = "org/verapdf/pdfa/validation/";
    private static final int SHOWN = 10;
    private static final Map<String, ValidationProfile> PROFILES = new HashMap<>();

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            for (String name : parts[0].split(",")) {
                report(parts[1] + "\t" + name + "\t", check(Path.of(parts[1]), profile(name)));
            }
        }
    }

    private static ValidationProfile profile(String name) throws Exception {
        if (!PROFILES.containsKey(name)) {
            try (InputStream source = Validator.class.getClassLoader().getResourceAsStream(FOLDER + name + ".xml")) {
                PROFILES.put(name, Profiles.profileFromXml(source));
            }
        }
        return PROFILES.get(name);
    }

    private static ValidationResult check(Path file, ValidationProfile profile) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file.toFile(), profile.getPDFAFlavour())) {
            return Foundries.defaultInstance().createValidator(profile, SHOWN, false, true, false).validate(parser);
        }
    }

    private static void report(String where, ValidationResult result) {
        System.out.println(where + "checked\t" + result.getTotalAssertions());
        Map<Object, String> messages = new LinkedHashMap<>();
        for (TestAssertion one : result.getTestAssertions()) {
            if (one.getStatus() == TestAssertion.Status.FAILED) {
                messages.putIfAbsent(one.getRuleId(), one.getMessage());
            }
        }
        result.getFailedChecks().forEach((rule, count) -> System.out.println(where + "broken\t"
            + rule.getClause() + ", " + count + " places: " + messages.getOrDefault(rule, "").replaceAll("\\s+", " ")));
        if (!result.isCompliant() && result.getFailedChecks().isEmpty()) {
            System.out.println(where + "broken\tnot compliant");
        }
    }
}
