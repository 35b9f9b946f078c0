using Confab.Store;

namespace Confab.Webchat;

/// <summary>Reads and writes of sessions; each names the customer.</summary>
internal static class SessionQueries
{
    /// <summary>All columns of <see cref="WebchatSession"/>.</summary>
    public const string Columns = "id, customer_id, widget_id, status, page_url, referrer, tm_last_activity, tm_create, tm_update, tm_end, tm_delete";

    public static Task<List<WebchatSession>> ListAsync(Sql sql, Guid customerId, Guid? widgetId, PageRequest page) => sql.QueryAsync<WebchatSession>($"""
        SELECT {Columns} FROM webchat_sessions WHERE customer_id = @customerId {(widgetId is null ? "" : "AND widget_id = @widgetId")} AND tm_delete = {Timestamp.NeverSql}
            AND (tm_create, id) < (@Before, @BeforeId) ORDER BY tm_create DESC, id DESC LIMIT @limit
        """, new { customerId, widgetId = widgetId ?? Guid.Empty, page.Before, page.BeforeId, limit = page.Size + 1 });

    public static Task<WebchatSession?> FindAsync(Sql sql, Guid customerId, Guid id, bool toChange = false) => sql.FirstAsync<WebchatSession>(
        $"SELECT {Columns} FROM webchat_sessions WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{(toChange ? sql.Lock : "")}", new { customerId, id });

    /// <summary>
    /// Sessions that have been idle for longer than their widget allows, or whose widget is gone; those that somebody is at are passed over.
    /// </summary>
    public static Task<List<WebchatSession>> IdleAsync(Unit unit, int limit) => unit.QueryAsync<WebchatSession>($"""
        SELECT {Columns} FROM webchat_sessions s WHERE status = '{WebchatSession.Active}' AND tm_last_activity < @Now - 1000000 * COALESCE((
            SELECT w.session_idle_timeout FROM webchat_widgets w WHERE w.customer_id = s.customer_id AND w.id = s.widget_id AND w.tm_delete = {Timestamp.NeverSql}), 0)
        ORDER BY tm_last_activity, id LIMIT @limit{unit.SkipLocked}
        """, new { unit.Now, limit });

    public static void Insert(Unit unit, WebchatSession session) => unit.Write($"""
        INSERT INTO webchat_sessions ({Columns}) VALUES (@Id, @CustomerId, @WidgetId, @Status, @PageUrl, @Referrer, @TmLastActivity, @TmCreate, @TmUpdate, @TmEnd, @TmDelete)
        """, session);

    /// <summary>Writes that a session has ended, or is deleted.</summary>
    public static void Update(Unit unit, WebchatSession session) => unit.Write("""
        UPDATE webchat_sessions SET status = @Status, tm_update = @TmUpdate, tm_end = @TmEnd, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
        """, session);

    /// <summary>Writes when something was last said; false where the session has ended.</summary>
    public static async Task<bool> TouchAsync(Unit unit, Guid customerId, Guid id, Timestamp time) => await unit.ExecuteAsync(
        $"UPDATE webchat_sessions SET tm_last_activity = @time WHERE customer_id = @customerId AND id = @id AND status = '{WebchatSession.Active}'", new { customerId, id, time }) == 1;
}
