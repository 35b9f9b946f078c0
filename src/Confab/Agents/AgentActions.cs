using Confab.Auth;
using Confab.Events;
using Confab.Store;
using Confab.Tags;

namespace Confab.Agents;

/// <summary>What the agent routes do, but for rights and passwords.</summary>
internal sealed class AgentActions(Db db, EventLog events)
{
    private static readonly string[] RingMethods = ["ringall", "linear"];
    private static readonly string[] Statuses = ["available", "away", "busy", "offline", "ringing"];

    /// <summary>Makes an agent, whose username must be free.</summary>
    /// <exception cref="ProblemException">The username is taken.</exception>
    public static async Task<Agent> AddAsync(Unit unit, NewAgent agent)
    {
        var row = new Agent
        {
            Id = Ids.New(unit.Now), CustomerId = agent.CustomerId, Username = agent.Username, Name = agent.Name, Detail = agent.Detail,
            RingMethod = agent.RingMethod.Length == 0 ? RingMethods[0] : agent.RingMethod, Status = "offline", Permission = agent.Permission,
            TagIds = agent.TagIds, Addresses = agent.Addresses, TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
        };
        return await AgentQueries.InsertAsync(unit, row, agent.PasswordHash) ? row
            : throw Problem.Exists("AGENT_ALREADY_EXISTS", "username: an agent has this username already.").AsException();
    }

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var tagIds = (call.Query("tag_ids") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => Ids.TryParse(text, out var id) ? id : throw Problem.InvalidId("tag_ids").AsException()).ToList();
        var status = call.Query("status") is { Length: > 0 } word ? word : null;
        if (status is not null && !Statuses.Contains(status))
            throw Problem.InvalidParameter("status", $"must be one of {string.Join(", ", Statuses)}.").AsException();
        var rows = await db.ReadAsync(sql => AgentQueries.ListAsync(sql, call.CustomerId, tagIds, status, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), AgentsJson.Wire.PageAgentJson);
    }

    public async Task<IResult> GetAsync(Call call, Guid id) =>
        Answer(Call.Found(await db.ReadAsync(sql => AgentQueries.FindAsync(sql, call.CustomerId, id)), "agent"));

    public async Task<IResult> UpdateAsync(Call call, Guid id)
    {
        var body = await call.BodyAsync();
        var (name, detail, ring) = (body.Text("name"), body.Text("detail", 10_000), RingMethod(body));
        return await ChangeAsync(call, id, agent => agent with { Name = name ?? agent.Name, Detail = detail ?? agent.Detail, RingMethod = ring ?? agent.RingMethod });
    }

    public async Task<IResult> SetAddressesAsync(Call call, Guid id)
    {
        var body = await call.BodyAsync();
        var addresses = Addresses(body) ?? throw Problem.Missing("addresses").AsException();
        return await ChangeAsync(call, id, agent => agent with { Addresses = addresses });
    }

    public async Task<IResult> SetTagsAsync(Call call)
    {
        var body = await call.BodyAsync();
        var tagIds = TagIds(body) ?? throw Problem.Missing("tag_ids").AsException();
        return Answer(await db.WriteAsync(async unit =>
        {
            var held = await HeldTagsAsync(unit, call, tagIds);
            return await ChangeAsync(unit, call, call.Id, agent => agent with { TagIds = held });
        }));
    }

    public async Task<IResult> SetStatusAsync(Call call, Guid id)
    {
        var body = await call.BodyAsync();
        var status = body.Word("status", Statuses) ?? throw Problem.Missing("status").AsException();
        return await ChangeAsync(call, id, agent => agent with { Status = status }, "agent_status_updated");
    }

    /// <summary>A ring method from a body; empty stands for the usual one.</summary>
    public static string? RingMethod(JsonBody body) => body.Word("ring_method", ["", .. RingMethods]) is not { } word ? null : word.Length == 0 ? RingMethods[0] : word;

    /// <summary>Addresses from a body, as JSON.</summary>
    public static string? Addresses(JsonBody body) => body.Objects("addresses", 100)?.ConvertAll(item => item.Address()) is { } list
        ? Wire.Text(list, AgentsJson.Wire.ListAddress) : null;

    /// <summary>Tags from a body.</summary>
    public static List<Guid>? TagIds(JsonBody body) => body.IdList("tag_ids", 100);

    /// <summary>Tags of the customer as JSON; none is deleted before the unit ends.</summary>
    public static async Task<string> HeldTagsAsync(Unit unit, Call call, List<Guid> tagIds) =>
        Wire.Text(await TagQueries.HoldAsync(unit, call.CustomerId, tagIds, "tag_ids"), AgentsJson.Wire.ListGuid);

    /// <summary>Announces an agent.</summary>
    public Task AnnounceAsync(Unit unit, string type, Agent agent) =>
        events.AddAsync(unit, agent.CustomerId, type, agent.Id, agent.ToJson(), AgentsJson.Wire.AgentJson);

    private async Task<IResult> ChangeAsync(Call call, Guid id, Func<Agent, Agent> change, string type = "agent_updated") =>
        Answer(await db.WriteAsync(unit => ChangeAsync(unit, call, id, change, type)));

    private async Task<Agent> ChangeAsync(Unit unit, Call call, Guid id, Func<Agent, Agent> change, string type = "agent_updated")
    {
        var before = Call.Found(await AgentQueries.FindAsync(unit, call.CustomerId, id), "agent");
        var after = change(before);
        if (after == before)
            return before;
        after = after with { TmUpdate = unit.Now };
        await AgentQueries.UpdateAsync(unit, after);
        await AnnounceAsync(unit, type, after);
        return after;
    }

    private static IResult Answer(Agent agent) => Wire.Ok(agent.ToJson(), AgentsJson.Wire.AgentJson);
}

/// <summary>An agent to make; lists are JSON.</summary>
internal sealed record NewAgent(Guid CustomerId, string Username, string PasswordHash, string Name, long Permission)
{
    public string Detail { get; init; } = "";

    public string RingMethod { get; init; } = "";

    public string TagIds { get; init; } = "[]";

    public string Addresses { get; init; } = "[]";
}
