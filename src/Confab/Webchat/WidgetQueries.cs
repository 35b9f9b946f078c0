using Confab.Store;

namespace Confab.Webchat;

/// <summary>Reads and writes of widgets; each names the customer, but for visitors, who know the hash only.</summary>
internal static class WidgetQueries
{
    private const string Columns = """
        id, customer_id, name, status, session_flow_id, message_flow_id, session_idle_timeout, theme_config, direct_hash, hash_version, allowed_origins, tm_create, tm_update, tm_delete
        """;

    public static Task<List<WebchatWidget>> ListAsync(Sql sql, Guid customerId, PageRequest page) => sql.QueryAsync<WebchatWidget>($"""
        SELECT {Columns} FROM webchat_widgets WHERE customer_id = @CustomerId AND tm_delete = {Timestamp.NeverSql} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @Limit
        """, page.Args(customerId));

    public static Task<WebchatWidget?> FindAsync(Sql sql, Guid customerId, Guid id, bool toChange = false) => sql.FirstAsync<WebchatWidget>(
        $"SELECT {Columns} FROM webchat_widgets WHERE customer_id = @customerId AND id = @id AND tm_delete = {Timestamp.NeverSql}{(toChange ? sql.Lock : "")}", new { customerId, id });

    /// <summary>The widget that a direct hash opens.</summary>
    public static Task<WebchatWidget?> FindByHashAsync(Sql sql, string hash) => sql.FirstAsync<WebchatWidget>(
        $"SELECT {Columns} FROM webchat_widgets WHERE direct_hash = @hash AND status = '{WebchatWidget.Active}' AND tm_delete = {Timestamp.NeverSql}", new { hash });

    public static void Insert(Unit unit, WebchatWidget widget)
    {
        unit.Write($"""
            INSERT INTO webchat_widgets ({Columns}) VALUES (@Id, @CustomerId, @Name, @Status, @SessionFlowId, @MessageFlowId, @SessionIdleTimeout, @ThemeConfig,
                @DirectHash, @HashVersion, @AllowedOrigins, @TmCreate, @TmUpdate, @TmDelete)
            """, widget);
        WriteOrigins(unit, widget);
    }

    public static void Update(Unit unit, WebchatWidget widget)
    {
        unit.Write("""
            UPDATE webchat_widgets SET name = @Name, status = @Status, session_flow_id = @SessionFlowId, message_flow_id = @MessageFlowId,
                session_idle_timeout = @SessionIdleTimeout, theme_config = @ThemeConfig, direct_hash = @DirectHash, hash_version = @HashVersion,
                allowed_origins = @AllowedOrigins, tm_update = @TmUpdate, tm_delete = @TmDelete WHERE customer_id = @CustomerId AND id = @Id
            """, widget);
        unit.Write("DELETE FROM webchat_origins WHERE widget_id = @Id", widget);
        WriteOrigins(unit, widget);
    }

    /// <summary>The origins once more, to be found by; of one that is deleted none.</summary>
    private static void WriteOrigins(Unit unit, WebchatWidget widget)
    {
        if (widget.TmDelete == Timestamp.Never)
            foreach (var origin in widget.Origins)
                unit.Write("INSERT INTO webchat_origins (origin, widget_id) VALUES (@origin, @Id)", new { origin, widget.Id });
    }
}
