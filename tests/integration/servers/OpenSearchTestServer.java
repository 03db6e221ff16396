import java.nio.file.Path;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;

/** A node of OpenSearch on 127.0.0.1, without its launcher, which refuses to run as root. Arguments: home, port, data folder. */
public class OpenSearchTestServer {
  public static void main(String[] args) throws Exception {
    Settings settings = Settings.builder()
        .put("path.home", args[0])
        .put("path.data", args[2] + "/data")
        .put("path.logs", args[2] + "/logs")
        .put("http.port", args[1])
        .put("transport.port", "0")
        .put("network.host", "127.0.0.1")
        .put("discovery.type", "single-node")
        .put("node.name", "test")
        .put("cluster.routing.allocation.disk.threshold_enabled", "false")
        .build();
    Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), Path.of(args[0], "config"), () -> "test");
    Node node = new Node(environment);
    node.start();
    Thread.currentThread().join();
  }
}
