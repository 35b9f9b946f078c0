using Confab.Auth;
using Confab.Store;

namespace Confab.Flows;

/// <summary>What the flow routes do.</summary>
internal sealed class FlowActions(Db db, FlowCheck check, FlowSimulator simulator, TimeProvider clock)
{
    /// <summary>Makes a flow of actions given as JSON.</summary>
    public async Task<Guid> AddAsync(Unit unit, Guid customerId, string name, string detail, string actions)
    {
        var flow = new Flow
        {
            Id = Ids.New(unit.Now), CustomerId = customerId, Name = name, Detail = detail,
            Actions = Text(check.Actions(JsonBody.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"actions":{{actions}}}"""))) ?? []),
            TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
        };
        await FlowQueries.InsertAsync(unit, flow);
        return flow.Id;
    }

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => FlowQueries.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), FlowsJson.Wire.PageFlowJson);
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(Call.Found(await db.ReadAsync(sql => FlowQueries.FindAsync(sql, call.CustomerId, call.Id)), "flow"));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var change = await ChangeAsync(call, body);
        return Answer(await db.WriteAsync(async unit =>
        {
            var flow = change(new Flow
            {
                Id = Ids.New(unit.Now), CustomerId = call.CustomerId, TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
            });
            await FlowQueries.InsertAsync(unit, flow);
            return flow;
        }));
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var change = await ChangeAsync(call, body);
        return Answer(await db.WriteAsync(async unit =>
        {
            var flow = change(Call.Found(await FlowQueries.FindAsync(unit, call.CustomerId, call.Id, toChange: true), "flow")) with { TmUpdate = unit.Now };
            await FlowQueries.UpdateAsync(unit, flow);
            return flow;
        }));
    }

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var flow = Call.Found(await FlowQueries.FindAsync(unit, call.CustomerId, call.Id, toChange: true), "flow") with { TmUpdate = unit.Now, TmDelete = unit.Now };
        await FlowQueries.UpdateAsync(unit, flow);
        return flow;
    }));

    public async Task<IResult> SimulateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var simulation = Simulation.Read(body, clock.Now());
        return Wire.Ok(await db.ReadAsync(async sql =>
        {
            var flow = Call.Found(await FlowQueries.FindAsync(sql, call.CustomerId, call.Id), "flow");
            return await simulator.RunAsync(sql, FlowStart.Of(flow) with { Status = Activeflow.Running, ReferenceType = Activeflow.Conversation }, simulation);
        }), FlowsJson.Wire.SimulationJson);
    }

    /// <summary>What a body changes, once nothing in it is at fault. What it names can be gone later all the same: a run says so then.</summary>
    private async Task<Func<Flow, Flow>> ChangeAsync(Call call, JsonBody body)
    {
        var faults = new FlowFaults();
        var (name, detail, next) = (faults.Try(() => body.Text("name")), faults.Try(() => body.Text("detail", 10_000)), faults.Try(() => body.Id("on_complete_flow_id")));
        if (next is { } id && id != Guid.Empty)
            faults.Refer("flows", id, "on_complete_flow_id");
        var actions = check.Actions(body, faults) is { } list ? Text(list) : null;
        if (faults.References.Count > 0)
            await db.ReadAsync(async sql =>
            {
                await faults.CheckReferencesAsync(sql, call.CustomerId);
                return 0;
            });
        faults.ThrowIfAny();
        return flow => flow with
        {
            Name = name ?? flow.Name,
            Detail = detail ?? flow.Detail,
            OnCompleteFlowId = next ?? flow.OnCompleteFlowId,
            Actions = actions ?? flow.Actions
        };
    }

    private static string Text(List<FlowAction> actions) => Wire.Text(actions, FlowsJson.Wire.ListFlowAction);

    private static IResult Answer(Flow flow) => Wire.Ok(flow.ToJson(), FlowsJson.Wire.FlowJson);
}
