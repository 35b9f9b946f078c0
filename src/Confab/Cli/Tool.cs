using Confab.Store;

namespace Confab.Cli;

/// <summary>A command's own look into an installation, beside its server if one runs.</summary>
internal sealed class Tool : IAsyncDisposable
{
    private readonly DataFolder folder;
    private readonly WebApplication app;

    private Tool(DataFolder folder, WebApplication app)
    {
        this.folder = folder;
        this.app = app;
    }

    /// <summary>The data folder.</summary>
    public DataFolder Folder => folder;

    /// <summary>The database.</summary>
    public Db Db => Service<Db>();

    /// <summary>Opens an installation, which must be there and fit this program.</summary>
    public static async Task<Tool> OpenAsync(IConfiguration configuration)
    {
        var tool = Find(configuration);
        await Migrator.CheckAsync(tool.Db);
        return tool;
    }

    /// <summary>Opens an installation, which must be there, whatever its schema.</summary>
    public static Tool Find(IConfiguration configuration)
    {
        var settings = Settings.Read(configuration);
        var folder = DataFolder.At(settings.Data);
        if (!settings.IsPostgres && !File.Exists(folder.Database))
            throw new SettingsException([$"{folder.Path} holds no installation. Name its folder with --data, or start a server there first."]);
        return new Tool(folder, Server.Build(configuration, folder));
    }

    /// <summary>A service of the server.</summary>
    public T Service<T>() where T : notnull => app.Services.GetRequiredService<T>();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Dispose();
    }
}
