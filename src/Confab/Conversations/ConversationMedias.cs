using Confab.Auth;
using Confab.Medias;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>The bytes of what came and went in a conversation, for admins and for the agent who has it.</summary>
internal sealed class ConversationMedias(Db db, MediaContent content)
{
    public async Task<IResult> ContentAsync(Call call)
    {
        var conversationId = call.Id;
        var conversation = Call.Found(await db.ReadAsync(sql => ConversationQueries.FindAsync(sql, call.CustomerId, conversationId)), "conversation");
        ConversationActions.RequireAdminOrOwner(call, conversation);
        if (!Ids.TryParse((string?)call.Http.Request.RouteValues["media_id"], out var id))
            throw Problem.InvalidId("media_id").AsException();
        return await content.AnswerAsync(call.Http, await db.ReadAsync(sql => MediaQueries.FindInAsync(sql, call.CustomerId, conversationId, id)));
    }
}
