import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Arguments: port, data file; for TLS also the PEM files of a PKCS#8 EC key and its certificate. Runs until it is killed. */
public class MongoTestServer {
    public static void main(String[] args) throws Exception {
        MongoServer server = new MongoServer(new Backend(args[1]));
        if (args.length > 2) {
            server.enableSsl(key(Files.readString(Path.of(args[2]))), null, certificate(Path.of(args[3])));
        }
        server.bind("127.0.0.1", Integer.parseInt(args[0]));
    }

    /** What it has answered survives a kill. */
    private static class Backend extends H2Backend {
        Backend(String path) {
            super(path);
            version(new Version());
        }

        @Override
        public Document handleMessage(MongoMessage message) {
            Document answer = super.handleMessage(message);
            commit();
            return answer;
        }
    }

    /** Clients refuse what the library says of itself (8, which was MongoDB 4.2), though it has what they use. */
    private static class Version implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(4, 4, 0);
        }

        @Override
        public int getWireVersion() {
            return 9;
        }
    }

    private static PrivateKey key(String pem) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static X509Certificate certificate(Path path) throws Exception {
        byte[] pem = Files.readAllBytes(path);
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }
}
