import java.nio.file.Path;
import java.util.Map;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** A node of Elasticsearch on 127.0.0.1, without its launcher, which refuses to run as root. Arguments: home, port, data folder. */
public class ElasticsearchTestServer {
  public static void main(String[] args) throws Exception {
    LogConfigurator.configureESLogging();
    Settings settings = Settings.builder()
        .put("path.home", args[0])
        .put("path.data", args[2] + "/data")
        .put("path.logs", args[2] + "/logs")
        .put("http.port", args[1])
        .put("transport.port", "0")
        .put("network.host", "127.0.0.1")
        .put("discovery.type", "single-node")
        .put("node.name", "test")
        .put("xpack.security.enabled", "false")
        .put("cluster.routing.allocation.disk.threshold_enabled", "false")
        .build();
    Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), Path.of(args[0], "config"), () -> "test");
    PluginsLoader plugins = PluginsLoader.createPluginsLoader(
        PluginsLoader.loadModulesBundles(environment.modulesDir()),
        PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
        Map.of());
    Node node = new Node(environment, plugins);
    node.start();
    Thread.currentThread().join();
  }
}
