package sluice.compat;

import com.google.gson.JsonObject;
import com.qiniu.pandora.pipeline.repo.CreateExportInput;
import com.qiniu.pandora.pipeline.repo.CreateExportInput.ExportHTTPSpec;
import com.qiniu.pandora.pipeline.repo.CreateRepoInput;
import com.qiniu.pandora.pipeline.repo.CreateWorkflowInput;
import com.qiniu.pandora.pipeline.repo.GetWorkflowOutput;
import com.qiniu.pandora.pipeline.repo.GetWorkflowStatus;
import com.qiniu.pandora.pipeline.repo.Node;
import com.qiniu.pandora.pipeline.repo.NodeMetadata;
import com.qiniu.pandora.pipeline.repo.UpdateWorkflowInput;
import com.qiniu.pandora.pipeline.repo.WorkflowStatus;
import java.util.Arrays;
import java.util.Collections;

/** Workflows, with every method the library has for them. (Its getWorkflow prints the answer; the driver skips that.) */
final class WorkflowChecks {
    private WorkflowChecks() {
    }

    static void register(Checks checks, TestServer server) {
        checks.check("workflow create, exists, get, list, status, delete", () -> {
            String name = TestServer.unique("flow");
            Expect.equal("exists before", false, server.pipeline.workflowExists(name));
            server.pipeline.createWorkflow(new CreateWorkflowInput(name, "nb", "a comment"));
            Expect.equal("exists after", true, server.pipeline.workflowExists(name));
            GetWorkflowOutput got = server.pipeline.getWorkflow(name);
            GetWorkflowStatus status = server.pipeline.getWorkflowStatus(name);
            GetWorkflowOutput[] list = server.pipeline.listWorkflows();
            server.pipeline.deleteWorkflow(name);
            Expect.equal("name", name, got.name);
            Expect.equal("region", "nb", got.region);
            Expect.equal("comment", "a comment", got.comment);
            Expect.equal("status", WorkflowStatus.WorkflowReady, got.status);
            Expect.equal("canStart", false, got.canStart);
            Expect.equal("nodes", Collections.emptyMap(), got.nodes);
            Expect.equal("nodes of the status", 0, status.nodesStatus.length);
            Expect.that("the list has it", Arrays.stream(list).anyMatch(flow -> name.equals(flow.name)));
            Expect.equal("exists after delete", false, server.pipeline.workflowExists(name));
        });

        checks.check("workflow with a repo and an export starts and stops", () -> {
            try (Flow flow = Flow.create(server)) {
                server.pipeline.startWorkflow(flow.name);
                Expect.equal("status", WorkflowStatus.WorkflowStarted, server.pipeline.getWorkflow(flow.name).status);
                CreateExportInput<ExportHTTPSpec> another = httpExport();
                Expect.refused(400, "E18643", () -> server.pipeline.createExport(flow.repo, "f", another));
                Expect.refused(400, "E18644", () -> server.pipeline.startWorkflow(flow.name));
                server.sender(flow.repo).send("text=while it runs".getBytes());
                server.pipeline.stopWorkflow(flow.name);
                GetWorkflowStatus status = server.pipeline.getWorkflowStatus(flow.name);
                Expect.equal("status", WorkflowStatus.WorkflowStopped, status.status);
                Expect.equal("members", 2, status.nodesStatus.length);
                Expect.refused(400, "E18645", () -> server.pipeline.stopWorkflow(flow.name));
            }
        });

        checks.check("workflow get shows its members as nodes", () -> {
            try (Flow flow = Flow.create(server)) {
                GetWorkflowOutput got = server.pipeline.getWorkflow(flow.name);
                Expect.equal("canStart", true, got.canStart);
                Expect.that("nodes have the repo: " + got.nodes, got.nodes.containsKey(flow.repo + "-repo"));
                Expect.that("nodes have the export: " + got.nodes, got.nodes.containsKey("e-export"));
            }
        });

        checks.check("workflow repos are listed with the others only when asked", () -> {
            try (Flow flow = Flow.create(server)) {
                Expect.that("plain list leaves it out", !server.get("/v2/repos").toString().contains(flow.repo));
                Expect.that("withDag has it", server.get("/v2/repos?withDag=true").toString().contains(flow.repo));
            }
        });

        checks.check("workflow update makes the graph", () -> {
            String name = TestServer.unique("flow");
            String repo = TestServer.unique("repo");
            server.pipeline.createWorkflow(new CreateWorkflowInput(name, "nb"));
            Node node = new Node();
            node.name = repo;
            node.type = "repo";
            node.data = TestRepo.plain();
            node.parents = new NodeMetadata[0];
            node.children = new NodeMetadata[0];
            server.pipeline.updateWorkflow(
                new UpdateWorkflowInput(name, "nb", Collections.singletonMap(repo + "-repo", node)));
            boolean made = server.pipeline.repoExists(repo);
            GetWorkflowOutput got = server.pipeline.getWorkflow(name);
            if (made) server.pipeline.deleteRepo(repo);
            server.pipeline.deleteWorkflow(name);
            Expect.equal("the repo was made", true, made);
            Expect.that("nodes have the repo: " + got.nodes, got.nodes.containsKey(repo + "-repo"));
        });

        checks.check("workflow search", () -> {
            try (Flow flow = Flow.create(server)) {
                String body = "{\"type\":\"export\",\"name\":\"e\",\"reponame\":\"" + flow.repo
                    + "\",\"query\":\"\",\"size\":10,\"region\":\"nb\",\"startTime\":0,\"endTime\":4102444800000}";
                JsonObject found = server.post("/v2/workflows/" + flow.name + "/search", body).getAsJsonObject();
                for (String part : Arrays.asList("status", "log", "recommend", "metric"))
                    Expect.that(part + " is an array", found.get(part) != null && found.get(part).isJsonArray());
            }
        });

        checks.check("workflow errors", () -> {
            String name = TestServer.unique("flow");
            CreateWorkflowInput input = new CreateWorkflowInput(name, "nb");
            Expect.refused(404, "E18641", () -> server.pipeline.getWorkflow(name));
            Expect.refused(400, "E18639", () -> server.pipeline.createWorkflow(new CreateWorkflowInput("9bad", "nb")));
            CreateRepoInput member = TestRepo.plain();
            member.workflowName = name;
            Expect.refused(404, "E18641", () -> server.pipeline.createRepo(TestServer.unique("repo"), member));
            server.pipeline.createWorkflow(input);
            Expect.refused(409, "E18640", () -> server.pipeline.createWorkflow(input));
            Expect.refused(400, "E18650", () -> server.pipeline.startWorkflow(name));
            server.pipeline.deleteWorkflow(name);
        });
    }

    private static CreateExportInput<ExportHTTPSpec> httpExport() {
        CreateExportInput<ExportHTTPSpec> input = new CreateExportInput<>();
        input.type = "http";
        input.spec = new ExportHTTPSpec("127.0.0.1:9", "/in");
        return input;
    }

    /** A workflow of one repo and one export, stopped and deleted when the check is done. */
    private record Flow(TestServer server, String name, String repo) implements AutoCloseable {
        static Flow create(TestServer server) throws Exception {
            Flow flow = new Flow(server, TestServer.unique("flow"), TestServer.unique("repo"));
            server.pipeline.createWorkflow(new CreateWorkflowInput(flow.name, "nb"));
            CreateRepoInput repo = TestRepo.plain();
            repo.workflowName = flow.name;
            server.pipeline.createRepo(flow.repo, repo);
            server.pipeline.createExport(flow.repo, "e", httpExport());
            return flow;
        }

        @Override
        public void close() throws Exception {
            if (WorkflowStatus.WorkflowStarted.equals(server.pipeline.getWorkflowStatus(name).status))
                server.pipeline.stopWorkflow(name);
            server.pipeline.deleteExport(repo, "e");
            server.pipeline.deleteRepo(repo);
            server.pipeline.deleteWorkflow(name);
        }
    }
}
