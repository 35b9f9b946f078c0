using Confab.Auth;
using Confab.Channels;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>What the conversation routes do.</summary>
internal sealed class ConversationActions(Db db, ConversationEvents events, InboxQueries inbox, ChannelList channels)
{
    /// <summary>Admins list all; an agent must name itself as the owner.</summary>
    public async Task<IResult> ListAsync(Call call)
    {
        RequireOwnList(call);
        if (!call.Caller.IsAdmin && call.Query("owner_id") is null)
            throw Problem.Denied("An agent must set owner_id to its own id.").AsException();
        return await ListAsync(call, call.QueryId("owner_id"));
    }

    /// <summary>Admins list all; an agent sees its own, and those that nobody has where the customer lets it pick them up.</summary>
    public async Task<IResult> ListForAgentAsync(Call call)
    {
        RequireOwnList(call);
        if (call.Caller.IsAdmin)
            return await ListAsync(call, call.QueryId("owner_id"));
        if (call.Query("assigned") != "false" || call.Query("owner_id") is not null)
            return await ListAsync(call, call.Caller.AgentId);
        await db.ReadAsync(sql => PickUp.RequireAsync(sql, call));
        return await ListAsync(call, Guid.Empty);
    }

    public async Task<IResult> GetAsync(Call call) => Answer(await FindAsync(call));

    public async Task<IResult> GetForAgentAsync(Call call)
    {
        var conversation = await FindAsync(call);
        RequireAdminOrOwner(call, conversation);
        return Answer(conversation);
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (ownerId, name, detail) = (body.Id("owner_id"), body.Text("name"), body.Text("detail", 10_000));
        return Answer(await db.WriteAsync(async unit =>
        {
            if (ownerId is { } owner && owner != Guid.Empty && !await unit.ExistsAsync("agents", call.CustomerId, owner))
                throw Problem.AgentNotFound.AsException();
            return await events.ChangeAsync(unit, call, conversation => conversation with
            {
                OwnerId = ownerId ?? conversation.OwnerId,
                Name = name ?? conversation.Name,
                Detail = detail ?? conversation.Detail,
                AutoTitle = conversation.AutoTitle && (name ?? conversation.Name) == conversation.Name
            });
        }));
    }

    public async Task<IResult> UnassignAsync(Call call) => Answer(await db.WriteAsync(unit => events.ChangeAsync(unit, call, conversation =>
    {
        RequireAdminOrOwner(call, conversation);
        return conversation with { OwnerId = Guid.Empty };
    })));

    /// <summary>Refuses everybody but an admin and the agent that owns the conversation.</summary>
    public static void RequireAdminOrOwner(Call call, Conversation conversation)
    {
        if (!call.Caller.IsAdmin && !(call.Caller.IsAgent && conversation.OwnerId == call.Caller.AgentId))
            throw Problem.PermissionDenied.AsException();
    }

    /// <summary>The conversation of the path, for an admin and the agent that owns it; in a unit of work it stays as it is until its end.</summary>
    public static async Task<Conversation> HeldAsync(Sql sql, Call call)
    {
        var conversation = Call.Found(await ConversationQueries.FindAsync(sql, call.CustomerId, call.Id), "conversation");
        RequireAdminOrOwner(call, conversation);
        return conversation;
    }

    /// <summary>Lets an admin and the agent that owns the conversation go on, before anybody looks at a body.</summary>
    public Func<Call, Task<IResult>> ForOwner(Func<Call, Task<IResult>> handle) => async call =>
    {
        if (!call.Caller.IsAdmin)
            RequireAdminOrOwner(call, await FindAsync(call));
        return await handle(call);
    };

    private async Task<IResult> ListAsync(Call call, Guid? ownerId)
    {
        var page = call.Page;
        var filter = await ConversationFilter.ReadAsync(call, ownerId, channels.ConversationTypes);
        return Wire.Ok(await db.ReadAsync(async sql => filter is null ? new Page<ConversationJson>([], "")
            : filter.IsInbox ? await inbox.ListAsync(sql, call.CustomerId, filter, page)
            : page.Cut(await ConversationQueries.ListAsync(sql, call.CustomerId, filter, page), row => (row.TmCreate, row.Id), row => row.ToJson())), ConversationsJson.Wire.PageConversationJson);
    }

    /// <summary>An owner that an agent asks for must be itself, whatever it wrote there.</summary>
    private static void RequireOwnList(Call call)
    {
        if (!call.Caller.IsAdmin && call.Query("owner_id") is { } text && !(Ids.TryParse(text, out var owner) && owner == call.Caller.AgentId))
            throw Problem.Denied("An agent may list its own conversations only.").AsException();
    }

    private async Task<Conversation> FindAsync(Call call) =>
        Call.Found(await db.ReadAsync(sql => ConversationQueries.FindAsync(sql, call.CustomerId, call.Id)), "conversation");

    /// <summary>A conversation as an answer.</summary>
    public static IResult Answer(Conversation conversation) => Wire.Ok(conversation.ToJson(), ConversationsJson.Wire.ConversationJson);
}
