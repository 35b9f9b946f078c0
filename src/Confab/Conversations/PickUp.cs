using Confab.Auth;
using Confab.Customers;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>An agent takes a conversation that nobody has, where the customer has turned on <c>agent_pickup</c>. An admin may anyway.</summary>
internal sealed class PickUp(Db db, ConversationEvents events)
{
    /// <summary>Assigns a conversation to the agent who calls. Of two at once one gets it.</summary>
    public async Task<IResult> TakeAsync(Call call)
    {
        _ = call.Id;
        if (!call.Caller.IsAgent)
            throw Problem.Denied("Only an agent can take a conversation.").AsException();
        return ConversationActions.Answer(await db.WriteAsync(async unit =>
        {
            if (!call.Caller.IsAdmin)
                await RequireAsync(unit, call);
            if (!await unit.ExistsAsync("agents", call.CustomerId, call.Caller.AgentId))
                throw Problem.AgentNotFound.AsException();
            return await events.ChangeAsync(unit, call, conversation => conversation.OwnerId == Guid.Empty || conversation.OwnerId == call.Caller.AgentId
                ? conversation with { OwnerId = call.Caller.AgentId }
                : throw Problem.State("STATE_INVALID", "Another agent has this conversation.").AsException());
        }));
    }

    /// <summary>Refuses an agent where the customer has not turned it on.</summary>
    public static async Task<bool> RequireAsync(Sql sql, Call call) => await CustomerQueries.FindAsync(sql, call.CustomerId) is { AgentPickup: true } ? true
        : throw Problem.Denied("The customer has not turned on agent_pickup.").AsException();
}
