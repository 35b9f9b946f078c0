using Confab.Store;

namespace Confab.Auth;

/// <summary>Looks, for connections that stay open, which of their callers no longer stand: many at once, in few queries.</summary>
internal sealed class StandingCallers(Db db, TimeProvider clock)
{
    private static readonly int[] Sizes = [1, 20, 400];

    /// <summary>Those whose token or key has expired, was revoked or deleted, or no longer gives the rights that it gave.</summary>
    public Task<HashSet<Caller>> FallenAsync(IReadOnlyCollection<Caller> callers) => db.ReadAsync(async sql =>
    {
        var fallen = new HashSet<Caller>(callers);
        foreach (var same in callers.GroupBy(caller => (caller.CustomerId, caller.IsAgent, caller.IsVisitor)))
            foreach (var some in same.Chunk(Sizes[^1]))
                fallen.ExceptWith(await (same.Key.IsAgent ? AgentsAsync(sql, same.Key.CustomerId, some)
                    : same.Key.IsVisitor ? VisitorsAsync(sql, same.Key.CustomerId, some) : KeysAsync(sql, same.Key.CustomerId, some)));
        return fallen;
    });

    private async Task<List<Caller>> AgentsAsync(Sql sql, Guid customerId, Caller[] callers)
    {
        var revoked = await sql.QueryAsync<Guid, Guid>("SELECT id FROM revoked_tokens WHERE id IN {items}", new { }, Filled([.. callers.Select(caller => caller.Token!.Id)]));
        var agents = (await sql.QueryAsync<AgentRow, Guid>($"""
            SELECT id, permission, token_version FROM agents WHERE customer_id = @customerId AND tm_delete = {Timestamp.NeverSql} AND id IN {"{items}"}
            """, new { customerId }, Filled([.. callers.Select(caller => caller.AgentId).Distinct()]))).ToDictionary(agent => agent.Id);
        var (gone, now) = (revoked.ToHashSet(), clock.Now());
        return [.. callers.Where(caller => caller.Token is { } token && now < token.Expire && !gone.Contains(token.Id) && agents.TryGetValue(caller.AgentId, out var agent)
            && agent.TokenVersion == token.Version && Permissions.Held(agent.Permission) == caller.Held)];
    }

    private async Task<List<Caller>> KeysAsync(Sql sql, Guid customerId, Caller[] callers)
    {
        var keys = (await sql.QueryAsync<KeyRow, Guid>($"""
            SELECT id, permission FROM accesskeys WHERE customer_id = @customerId AND tm_delete = {Timestamp.NeverSql} AND tm_expire > @now AND id IN {"{items}"}
            """, new { customerId, now = clock.Now() }, Filled([.. callers.Select(caller => caller.KeyId)]))).ToDictionary(key => key.Id, key => key.Permission);
        return [.. callers.Where(caller => keys.TryGetValue(caller.KeyId, out var permission) && permission == caller.Held)];
    }

    private async Task<List<Caller>> VisitorsAsync(Sql sql, Guid customerId, Caller[] callers)
    {
        var versions = (await sql.QueryAsync<WidgetRow, Guid>($"""
            SELECT id, hash_version FROM webchat_widgets WHERE customer_id = @customerId AND status = 'active' AND tm_delete = {Timestamp.NeverSql} AND id IN {"{items}"}
            """, new { customerId }, Filled([.. callers.Select(caller => caller.WidgetId).Distinct()]))).ToDictionary(widget => widget.Id, widget => widget.HashVersion);
        var now = clock.Now();
        return [.. callers.Where(caller => caller.Token is { } token && now < token.Expire && versions.TryGetValue(caller.WidgetId, out var version) && version == token.Version)];
    }

    /// <summary>As many items as one of a few texts of the query has: they are kept prepared.</summary>
    private static List<Guid> Filled(List<Guid> ids)
    {
        ids.AddRange(Enumerable.Repeat(ids[^1], Sizes.First(size => size >= ids.Count) - ids.Count));
        return ids;
    }

    private class KeyRow
    {
        public Guid Id { get; init; }

        public long Permission { get; init; }
    }

    private sealed class WidgetRow
    {
        public Guid Id { get; init; }

        public int HashVersion { get; init; }
    }

    private sealed class AgentRow : KeyRow
    {
        public int TokenVersion { get; init; }
    }
}
