using Confab.Auth;

namespace Confab.Conversations;

/// <summary>Which conversations a list is narrowed to; null for no narrowing.</summary>
internal sealed record ConversationFilter(Guid? OwnerId, Guid? AccountId, string? DialogId, string? Type, bool Deleted)
{
    private static readonly string[] Types = ["message", "line", "whatsapp", "email", "webchat"];

    /// <summary>The condition, for a query whose parameters are this filter's properties.</summary>
    public string Where =>
        (Deleted ? $"AND tm_delete <> {Timestamp.NeverSql}" : $"AND tm_delete = {Timestamp.NeverSql}")
        + (OwnerId is null ? "" : " AND owner_id = @OwnerId") + (AccountId is null ? "" : " AND account_id = @AccountId")
        + (DialogId is null ? "" : " AND dialog_id = @DialogId") + (Type is null ? "" : " AND type = @Type");

    /// <summary>
    /// Reads the filters, from the query or from a body as the published description shows them, the query winning; null when they ask
    /// for another customer's.
    /// </summary>
    public static async Task<ConversationFilter?> ReadAsync(Call call, Guid? ownerId)
    {
        var body = await call.FilterBodyAsync();
        var type = call.Query("type") ?? body.Text("type");
        if (type is { Length: > 0 } && !Types.Contains(type))
            throw Problem.InvalidParameter("type", $"must be one of {string.Join(", ", Types)}.").AsException();
        var deleted = call.Query("deleted") switch
        {
            null or "" => body.Flag("deleted") ?? false,
            "true" => true,
            "false" => false,
            _ => throw Problem.InvalidParameter("deleted", "must be true or false.").AsException()
        };
        var filter = new ConversationFilter(ownerId, call.QueryId("account_id") ?? body.Id("account_id"),
            call.Query("dialog_id") ?? body.Text("dialog_id"), type is { Length: > 0 } ? type : null, deleted);
        return (call.QueryId("customer_id") ?? body.Id("customer_id") ?? call.CustomerId) == call.CustomerId ? filter : null;
    }
}
