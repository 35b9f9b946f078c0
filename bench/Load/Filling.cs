namespace Confab.Load;

/// <summary>
/// Fills a store with messages, a hundred to a conversation and those of all conversations in turn, as time would have laid them down.
/// Every row is a copy of one that the server wrote, with ids, places and times of its own.
/// </summary>
internal static class Filling
{
    private const int PerConversation = 100;
    private static readonly DateTimeOffset Begin = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Fills; returns the conversations with their times, oldest first.</summary>
    public static async Task<List<(Guid Id, DateTimeOffset Time)>> RunAsync(Store store, int messages)
    {
        var (conversation, message) = (await store.FirstAsync("conversations"), await store.FirstAsync("messages"));
        var made = Enumerable.Range(0, messages / PerConversation).Select(i => (Id: Guid.CreateVersion7(Begin.AddMilliseconds(i)), Time: Begin.AddMilliseconds(i))).ToList();
        await store.InsertAsync("conversations", [.. conversation.Keys], made.Select((it, i) =>
        {
            var dialog = $"F{i:D32}";
            return Row(conversation, new()
            {
                ["id"] = Like(conversation["id"], it.Id), ["dialog_id"] = dialog,
                ["match_key"] = ((string)conversation["match_key"]).Replace((string)conversation["dialog_id"], dialog, StringComparison.Ordinal),
                ["last_sequence"] = (long)PerConversation, ["tm_create"] = Micros(it.Time), ["tm_update"] = Micros(it.Time)
            });
        }));
        await store.InsertAsync("messages", [.. message.Keys], Enumerable.Range(0, made.Count * PerConversation).Select(i =>
        {
            var time = Begin.AddDays(1).AddMilliseconds(i);
            return Row(message, new()
            {
                ["id"] = Like(message["id"], Guid.CreateVersion7(time)), ["conversation_id"] = Like(message["conversation_id"], made[i % made.Count].Id),
                ["sequence"] = i / made.Count + 1L, ["provider_id"] = $"{7_000_000_000_000 + i}", ["tm_create"] = Micros(time), ["tm_update"] = Micros(time), ["tm_delivery"] = Micros(time)
            });
        }));
        return made;
    }

    /// <summary>A row like one, with values of its own for some of the columns.</summary>
    public static object[] Row(Dictionary<string, object> like, Dictionary<string, object> own) => [.. like.Select(column => own.GetValueOrDefault(column.Key, column.Value))];

    /// <summary>An id as this database keeps ids.</summary>
    public static object Like(object sample, Guid id) => sample is byte[]? id.ToByteArray(bigEndian: true) : id;

    /// <summary>A time as the databases keep times.</summary>
    public static object Micros(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
