package userWrite.bean;

import java.sql.Timestamp;
import java.util.Date;

/** An output bean with every field type that a plugin may use. */
public class OutputData {
    public static final String VERSION = "1";

    private String host;
    private long requests;
    private Long bytes;
    private int status;
    private Integer retries;
    private short shard;
    private double seconds;
    private Float ratio;
    private boolean cached;
    private Boolean secure;
    private Timestamp at;
    private Date day;

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }
}
