using Confab.Auth;
using Confab.Store;

namespace Confab.Agents;

/// <summary>
/// Making and removing agents, their rights and passwords. Nobody gives bits that they lack, or lays hands on somebody who holds more.
/// </summary>
internal sealed class AgentRights(Db db, AgentActions agents, Credentials credentials, IEnumerable<IAgentRemoved> removed)
{
    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (username, password) = (body.RequiredText("username"), Passwords.Read(body, "password"));
        var (permission, tagIds) = (body.Number("permission", 0, Permissions.All) ?? Permissions.Agent, AgentActions.TagIds(body) ?? []);
        RequireGrant(call.Caller, permission);
        var agent = new NewAgent(call.CustomerId, username, await Task.Run(() => Passwords.Hash(password)), body.Text("name") ?? "", permission)
        {
            Detail = body.Text("detail", 10_000) ?? "",
            RingMethod = AgentActions.RingMethod(body) ?? "",
            Addresses = AgentActions.Addresses(body) ?? "[]"
        };
        return Wire.Ok((await db.WriteAsync(async unit =>
        {
            var made = await AgentActions.AddAsync(unit, agent with { TagIds = await AgentActions.HeldTagsAsync(unit, call, tagIds) });
            await agents.AnnounceAsync(unit, "agent_created", made);
            return made;
        })).ToJson(), AgentsJson.Wire.AgentJson, StatusCodes.Status201Created);
    }

    public async Task<IResult> SetPermissionAsync(Call call)
    {
        var body = await call.BodyAsync();
        var permission = body.Number("permission", 0, Permissions.All) ?? throw Problem.Missing("permission").AsException();
        RequireGrant(call.Caller, permission);
        return await ChangeAsync(call, call.Id, async (unit, agent) =>
        {
            if (agent.Permission == permission)
                return agent;
            if ((permission & Permissions.Admin) == 0)
                await RequireOtherAdminAsync(unit, agent);
            var changed = agent with { Permission = permission, TmUpdate = unit.Now };
            await AgentQueries.UpdateAsync(unit, changed);
            await AgentQueries.EndTokensAsync(unit, changed);
            await agents.AnnounceAsync(unit, "agent_updated", changed);
            return changed;
        });
    }

    public async Task<IResult> SetPasswordAsync(Call call, Guid id)
    {
        var password = Passwords.Read(await call.BodyAsync(), "password");
        var hash = await Task.Run(() => Passwords.Hash(password));
        return await ChangeAsync(call, id, async (unit, agent) =>
        {
            await AgentQueries.SetPasswordAsync(unit, agent, hash);
            return agent;
        });
    }

    public Task<IResult> DeleteAsync(Call call) => ChangeAsync(call, call.Id, async (unit, agent) =>
    {
        await RequireOtherAdminAsync(unit, agent);
        var deleted = agent with { TmUpdate = unit.Now, TmDelete = unit.Now };
        await AgentQueries.UpdateAsync(unit, deleted);
        foreach (var listener in removed)
            await listener.RemovedAsync(unit, agent.CustomerId, agent.Id);
        await agents.AnnounceAsync(unit, "agent_deleted", deleted);
        return deleted;
    });

    private async Task<IResult> ChangeAsync(Call call, Guid id, Func<Unit, Agent, Task<Agent>> change) => Wire.Ok((await db.WriteAsync(async unit =>
    {
        var agent = Call.Found(await AgentQueries.FindAsync(unit, call.CustomerId, id), "agent");
        if (agent.Id != call.Caller.AgentId && (agent.Permission & ~call.Caller.Held) != 0)
            throw Problem.Denied("The agent holds permissions that the caller lacks.").AsException();
        unit.OnCommit(credentials.Forget);
        return await change(unit, agent);
    })).ToJson(), AgentsJson.Wire.AgentJson);

    private static void RequireGrant(Caller caller, long permission)
    {
        if ((permission & ~caller.Held) != 0)
            throw Problem.Denied("Nobody grants permissions that they lack.").AsException();
    }

    private static async Task RequireOtherAdminAsync(Unit unit, Agent agent)
    {
        if ((agent.Permission & Permissions.Admin) != 0 && !await AgentQueries.HasOtherAdminAsync(unit, agent))
            throw Problem.State("STATE_INVALID", "The last admin of a customer cannot be removed or demoted.").AsException();
    }
}
