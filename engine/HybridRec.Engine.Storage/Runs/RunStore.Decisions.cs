using Dapper;

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
        new { Now, version, before, by, reason, anchor },
        cancellationToken);

    /// <summary>Takes a user's name out of all runs and decisions.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task ForgetNameAsync(string name, CancellationToken cancellationToken) => ExecuteAsync(
        """
        PRAGMA secure_delete = ON;
        UPDATE run SET requested_by = @nobody WHERE requested_by = @name COLLATE NOCASE;
        UPDATE run SET arguments = json_set(arguments, '$.user', @nobody) WHERE json_extract(arguments, '$.user') = @name COLLATE NOCASE;
        UPDATE promotion SET by = @nobody WHERE by = @name COLLATE NOCASE;
        UPDATE rejection SET by = @nobody WHERE by = @name COLLATE NOCASE;
        """,
        new { name, nobody = "(erased)" },
        cancellationToken);

    /// <summary>All promotions, oldest first.</summary>
    public IReadOnlyList<ModelPromotion> Promotions() => _database.Read(connection => connection
        .Query<(long At, string Version, string? Before, string By, string Reason)>(
            "SELECT at_ms, version, before, by, reason FROM promotion ORDER BY id")
        .Select(row => new ModelPromotion(Time(row.At), row.Version, row.Before, row.By, row.Reason))
        .ToArray());

    /// <summary>The recipe (JSON) that challengers are held against; null before any was recorded.</summary>
    public string? Anchor() => _database.Read(connection => connection.QueryFirstOrDefault<string?>(
        "SELECT anchor FROM promotion WHERE anchor IS NOT NULL ORDER BY id DESC LIMIT 1"));

    /// <summary>Records that a model version was refused.</summary>
    /// <param name="version">The version.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public Task RecordRejectionAsync(string version, string by, string reason, CancellationToken cancellationToken) => ExecuteAsync(
        "INSERT INTO rejection (at_ms, version, by, reason, after_promotion) " +
        "VALUES (@Now, @version, @by, @reason, coalesce((SELECT max(id) FROM promotion), 0))",
        new { Now, version, by, reason },
        cancellationToken);

    /// <summary>All refusals, oldest first.</summary>
    public IReadOnlyList<ModelRejection> Rejections() => _database.Read(connection => connection
        .Query<(long At, string Version, string By, string Reason)>("SELECT at_ms, version, by, reason FROM rejection ORDER BY id")
        .Select(row => new ModelRejection(Time(row.At), row.Version, row.By, row.Reason))
        .ToArray());

    /// <summary>Whether a version was refused and not promoted since.</summary>
    /// <param name="version">The version.</param>
    public bool IsRejected(string version) => _database.Read(connection => connection.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM rejection WHERE version = @version AND NOT EXISTS " +
        "(SELECT 1 FROM promotion WHERE promotion.version = @version AND promotion.id > rejection.after_promotion))",
        new { version }));
}
