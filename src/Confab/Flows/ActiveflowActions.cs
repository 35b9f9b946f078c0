using Confab.Auth;
using Confab.Store;

namespace Confab.Flows;

/// <summary>What the activeflow routes do.</summary>
internal sealed class ActiveflowActions(Db db, FlowCheck check, FlowStart start, FlowRunner runner, GuardedHttp http)
{
    public async Task<IResult> ListAsync(Call call)
    {
        var (page, flowId, referenceId) = (call.Page, call.QueryId("flow_id"), call.QueryId("reference_id"));
        var rows = await db.ReadAsync(sql => ActiveflowQueries.ListAsync(sql, call.CustomerId, flowId, referenceId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), FlowsJson.Wire.PageActiveflowJson);
    }

    /// <summary>One, with its variables.</summary>
    public async Task<IResult> GetAsync(Call call) => Wire.Ok(
        Call.Found(await db.ReadAsync(sql => ActiveflowQueries.FindAsync(sql, call.CustomerId, call.Id)), "activeflow").ToJson(withVariables: true), FlowsJson.Wire.ActiveflowJson);

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (id, flowId, actions) = (body.Id("id") ?? Guid.Empty, body.Id("flow_id") ?? Guid.Empty, check.Actions(body));
        if (flowId == Guid.Empty && actions is null)
            throw Problem.Missing("flow_id").AsException();
        var (uri, method) = (body.Text("webhook_uri", 2048) ?? "", body.Word("webhook_method", FlowCall.Methods) ?? "");
        if (uri.Length > 0 && http.Check(uri) is { } fault)
            throw Problem.Invalid("webhook_uri", fault).AsException();
        var variables = Variables.Read(body);
        return Answer(await db.WriteAsync(async unit =>
        {
            var flow = flowId == Guid.Empty ? null : await FlowQueries.FindAsync(unit, call.CustomerId, flowId)
                ?? throw Problem.Invalid("flow_id", "nothing of this customer has this id.").AsException();
            var draft = new Activeflow
            {
                Id = id, CustomerId = call.CustomerId, FlowId = flowId, FlowName = flow?.Name ?? "", ReferenceType = Activeflow.Api, OnCompleteFlowId = flow?.OnCompleteFlowId ?? Guid.Empty,
                WebhookUri = uri, WebhookMethod = method, Actions = actions is null ? flow!.Actions : Wire.Text(actions, FlowsJson.Wire.ListFlowAction)
            };
            return await start.StartAsync(unit, draft, variables, 0, null)
                ?? throw Problem.Exists("ACTIVEFLOW_ALREADY_EXISTS", "id: there is an activeflow of this id already.").AsException();
        }));
    }

    public async Task<IResult> StopAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var activeflow = Call.Found(await ActiveflowQueries.FindAsync(unit, call.CustomerId, call.Id), "activeflow");
        if (activeflow.Status != Activeflow.Running)
            throw Problem.State("STATE_INVALID", "The activeflow has ended already.").AsException();
        await runner.EndAsync(unit, activeflow, Wire.Read(activeflow.State, FlowsJson.Wire.FlowState), null);
        return Call.Found(await ActiveflowQueries.FindAsync(unit, call.CustomerId, call.Id), "activeflow");
    }));

    public async Task<IResult> ContinueAsync(Call call)
    {
        var body = await call.BodyAsync();
        return Answer(await db.WriteAsync(async unit =>
            await runner.ContinueAsync(unit, Call.Found(await ActiveflowQueries.FindAsync(unit, call.CustomerId, call.Id), "activeflow"), body)));
    }

    public async Task<IResult> DeleteAsync(Call call)
    {
        await db.WriteAsync(async unit =>
        {
            var activeflow = Call.Found(await ActiveflowQueries.FindAsync(unit, call.CustomerId, call.Id), "activeflow") with
            {
                Status = Activeflow.Ended,
                TmUpdate = unit.Now,
                TmDelete = unit.Now
            };
            await ActiveflowQueries.UpdateAsync(unit, activeflow);
            await start.AnnounceAsync(unit, "activeflow_deleted", activeflow);
        });
        return TypedResults.NoContent();
    }

    private static IResult Answer(Activeflow activeflow) => Wire.Ok(activeflow.ToJson(), FlowsJson.Wire.ActiveflowJson);
}
