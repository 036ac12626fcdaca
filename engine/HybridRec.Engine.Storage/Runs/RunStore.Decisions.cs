using System.Text.Json;

namespace HybridRec.Engine.Storage;

/// <content>Who promoted and who refused which model version, when and why. Never pruned.</content>
public sealed partial class RunStore
{
    /// <summary>Records that a model version was made the one to serve.</summary>
    /// <param name="version">The version.</param>
    /// <param name="before">The version served before; null if there was none.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="anchor">The recipe (JSON) that challengers are held against from now on; null for the one so far.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task RecordPromotionAsync(
        string version, string? before, string by, string reason, string? anchor, CancellationToken cancellationToken) => ExecuteAsync(
        "INSERT INTO promotion (at_ms, version, before, by, reason, anchor) VALUES (@Now, @version, @before, @by, @reason, @anchor)",
        new { Now, version, before, by = by.Storable(), reason = reason.Storable(), anchor },
        cancellationToken);

    /// <summary>Takes a user's name out of all runs and decisions.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task ForgetNameAsync(string name, CancellationToken cancellationToken)
    {
        const string Nobody = "(erased)";
        await _database.WriteAsync(
            session =>
            {
                session.EraseDeleted();
                foreach ((long id, string json) in session.Query<(long, string)>(
                    "SELECT id, arguments FROM run WHERE arguments LIKE '%\"user\"%'"))
                {
                    Dictionary<string, string> arguments = JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
                    if (string.Equals(arguments.GetValueOrDefault("user"), name, StringComparison.OrdinalIgnoreCase))
                    {
                        arguments["user"] = Nobody;
                        session.Execute(
                            "UPDATE run SET arguments = @json WHERE id = @id",
                            new { id, json = JsonSerializer.Serialize(arguments) });
                    }
                }

                return session.Execute(
                    """
                    UPDATE run SET requested_by = @Nobody WHERE lower(requested_by) = lower(@name);
                    UPDATE promotion SET by = @Nobody WHERE lower(by) = lower(@name);
                    UPDATE rejection SET by = @Nobody WHERE lower(by) = lower(@name);
                    """,
                    new { name, Nobody });
            },
            cancellationToken);
        _database.FinishErasing(["run", "promotion", "rejection"]);
    }

    /// <summary>All promotions, oldest first.</summary>
    public IReadOnlyList<ModelPromotion> Promotions() => _database.Read(session => session
        .Query<(long At, string Version, string? Before, string By, string Reason)>(
            "SELECT at_ms, version, before, by, reason FROM promotion ORDER BY id")
        .Select(row => new ModelPromotion(Time(row.At), row.Version, row.Before, row.By, row.Reason))
        .ToArray());

    /// <summary>The recipe (JSON) that challengers are held against; null before any was recorded.</summary>
    public string? Anchor() => _database.Read(session => session.Scalar<string>(
        "SELECT anchor FROM promotion WHERE anchor IS NOT NULL ORDER BY id DESC LIMIT 1"));

    /// <summary>Records that a model version was refused.</summary>
    /// <param name="version">The version.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task RecordRejectionAsync(string version, string by, string reason, CancellationToken cancellationToken) => ExecuteAsync(
        "INSERT INTO rejection (at_ms, version, by, reason, after_promotion) " +
        "VALUES (@Now, @version, @by, @reason, coalesce((SELECT max(id) FROM promotion), 0))",
        new { Now, version, by = by.Storable(), reason = reason.Storable() },
        cancellationToken);

    /// <summary>All refusals, oldest first.</summary>
    public IReadOnlyList<ModelRejection> Rejections() => _database.Read(session => session
        .Query<(long At, string Version, string By, string Reason)>("SELECT at_ms, version, by, reason FROM rejection ORDER BY id")
        .Select(row => new ModelRejection(Time(row.At), row.Version, row.By, row.Reason))
        .ToArray());

    /// <summary>Whether a version was refused and not promoted since.</summary>
    /// <param name="version">The version.</param>
    public bool IsRejected(string version) => _database.Read(session => session.Scalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM rejection WHERE version = @version AND NOT EXISTS " +
        "(SELECT 1 FROM promotion WHERE promotion.version = @version AND promotion.id > rejection.after_promotion))",
        new { version }));
}
