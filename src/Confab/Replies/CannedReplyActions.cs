using Confab.Agents;
using Confab.Auth;
using Confab.Conversations;
using Confab.Customers;
using Confab.Events;
using Confab.Flows;
using Confab.Messages;
using Confab.Store;

namespace Confab.Replies;

/// <summary>What the routes of canned replies do.</summary>
internal sealed class CannedReplyActions(Db db, EventLog events)
{
    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => CannedReply.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), RepliesJson.Wire.PageCannedReplyJson);
    }

    public async Task<IResult> GetAsync(Call call) => Answer(await FindAsync(call));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (name, shortcut, text) = (body.RequiredText("name"), body.Text("shortcut") ?? "", body.RequiredText("text", MessageSending.MaxText));
        return Answer(await db.WriteAsync(async unit =>
        {
            var reply = new CannedReply { Id = Ids.New(unit.Now), CustomerId = call.CustomerId, Name = name, Shortcut = shortcut, Text = text, TmCreate = unit.Now, TmUpdate = unit.Now };
            reply.Insert(unit);
            await AnnounceAsync(unit, "canned_reply_created", reply);
            return reply;
        }));
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (name, shortcut, text) = (body.Text("name"), body.Text("shortcut"), body.Text("text", MessageSending.MaxText));
        foreach (var (field, value) in ((string, string?)[])[("name", name), ("text", text)])
            if (value is { Length: 0 })
                throw Problem.Missing(field).AsException();
        return await ChangeAsync(call, "canned_reply_updated", (reply, now) => reply with { Name = name ?? reply.Name, Shortcut = shortcut ?? reply.Shortcut, Text = text ?? reply.Text, TmUpdate = now });
    }

    public Task<IResult> DeleteAsync(Call call) => ChangeAsync(call, "canned_reply_deleted", (reply, now) => reply with { TmUpdate = now, TmDelete = now });

    /// <summary>The text for a conversation that the caller may see: an admin's any, an agent's its own.</summary>
    public async Task<IResult> RenderAsync(Call call)
    {
        var reply = await FindAsync(call);
        var id = (await call.BodyAsync()).Id("conversation_id") ?? throw Problem.Missing("conversation_id").AsException();
        var variables = await db.ReadAsync(async sql =>
        {
            var conversation = Call.Found(await ConversationQueries.FindAsync(sql, call.CustomerId, id), "conversation");
            ConversationActions.RequireAdminOrOwner(call, conversation);
            var agent = call.Caller.IsAgent ? await AgentQueries.FindAsync(sql, call.CustomerId, call.Caller.AgentId) : null;
            var customer = await CustomerQueries.FindAsync(sql, call.CustomerId);
            return new Dictionary<string, string>
            {
                ["peer.name"] = conversation.PeerAddress.TargetName, ["peer.target"] = conversation.PeerAddress.Target,
                ["agent.name"] = agent?.Name ?? "", ["customer.name"] = customer?.Name ?? ""
            };
        });
        return Wire.Ok(new RenderedJson(Variables.Expand(reply.Text, ValueOf)), RepliesJson.Wire.RenderedJson);

        // As in ${peer.name|there}: what follows the bar stands in for nothing.
        string ValueOf(string inside)
        {
            var parts = inside.Split('|', 2, StringSplitOptions.TrimEntries);
            var value = variables.GetValueOrDefault(parts[0], "");
            return value.Length > 0 || parts.Length == 1 ? value : parts[1];
        }
    }

    private async Task<CannedReply> FindAsync(Call call) => Call.Found(await db.ReadAsync(sql => CannedReply.FindAsync(sql, call.CustomerId, call.Id)), "canned_reply");

    private async Task<IResult> ChangeAsync(Call call, string type, Func<CannedReply, Timestamp, CannedReply> change) => Answer(await db.WriteAsync(async unit =>
    {
        var reply = change(Call.Found(await CannedReply.FindAsync(unit, call.CustomerId, call.Id), "canned_reply"), unit.Now);
        reply.Update(unit);
        await AnnounceAsync(unit, type, reply);
        return reply;
    }));

    private Task AnnounceAsync(Unit unit, string type, CannedReply reply) =>
        events.AddAsync(unit, reply.CustomerId, type, reply.Id, reply.ToJson(), RepliesJson.Wire.CannedReplyJson);

    private static IResult Answer(CannedReply reply) => Wire.Ok(reply.ToJson(), RepliesJson.Wire.CannedReplyJson);
}
